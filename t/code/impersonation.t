#!/usr/bin/perl

# "Do not pretend to be someone else": posing as staff is stopped, posing as a
# member or speaking of sanctions is held; talk of staff is left alone.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;

my $edge = Coc::Code::edge()->start;

Coc::Code::holds($edge, 'impersonation', <<'END');
block       message  This is the SERMO support team, reply with your password.
block       post     I am a SERMO administrator and this thread is closed.
hold|block  comment  You are suspended for seven days.
hold|block  message  It is RuralFP here, on a different account.
END

Coc::Code::holds($edge, 'impersonation', <<'END');
pass  comment  Could an admin please lock this thread?
pass  comment  I thank the SERMO team for the new search.
pass  comment  As administrator of our clinic I see every prior authorization.
pass  post     Our IT department sent a phishing test and half of us clicked.
pass  comment  I moderated a panel on sepsis last month.
pass  comment  The official guideline was changed in May.
END

$edge->stop;
done_testing();

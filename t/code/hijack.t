#!/usr/bin/perl

# "Do not hijack a thread": whoever says that he changes the subject is asked to
# start a new post; a tangent that belongs is left alone.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;

my $edge = Coc::Code::edge()->start;

Coc::Code::holds($edge, 'hijack', <<'END');
nudge  comment  Sorry to hijack this thread, but who knows a good lawyer?
nudge  comment  Completely off topic, but which car do you all drive?
END

Coc::Code::holds($edge, 'hijack', <<'END');
pass  comment  I opened a new post for my own question, so as not to hijack this.
pass  comment  The off-label use of it is common in my country.
pass  comment  The virus hijacks the transcription of the cell.
pass  comment  Back to the topic: which dose did you start with?
pass  comment  A related thought on the same patient: could it be sarcoid?
END

my $r = Coc::Code::post($edge, 'comment',
    'Sorry to hijack this thread, but who knows a good lawyer?');
like(Coc::Code::problem($r)->{detail}, qr/start a new post/,
     'the reply says what to do');

$edge->stop;
done_testing();

#!/usr/bin/perl

# "Allowing a banned member access back to the site": who says to be back after
# a ban is held, who lets somebody back in is stopped; talk of bans is left
# alone.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;

my $edge = Coc::Code::edge()->start;

Coc::Code::holds($edge, 'banevasion', <<'END');
hold|block  post  They banned me last week, so this is my new account.
END

Coc::Code::holds($edge, 'credentials', <<'END');
block  comment  If you got banned just use my account.
block  message  He was banned, so I let him post from my account.
END

Coc::Code::holds($edge, 'banevasion', <<'END');
pass  comment  What becomes of the posts of a banned member?
pass  comment  The ban on that dye came ten years late.
pass  comment  I am back after two years of fellowship, good to see you.
pass  comment  My account was suspended by mistake, and support restored it.
END

$edge->stop;
done_testing();

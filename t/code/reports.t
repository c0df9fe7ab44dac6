#!/usr/bin/perl

# "Report violations of the Code of Conduct to the appropriate person": a
# report is never punished for what it quotes, and a post that asks how to
# report, or tells of what was said, is no violation itself.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;

my $edge = Coc::Code::edge()->start;

# the kind "report": whatever it quotes, it gets through

Coc::Code::holds($edge, 'none', <<'END');
pass  report  He wrote "I will kill you" and "fuck you, you moron" to me.
pass  report  Fuck you and your guidelines.
pass  report  All gay people should be shot.
pass  report  I will come to your clinic tomorrow with a gun.
pass  report  hammerhead is really Dr. Alan Pruitt of Mercy General.
pass  report  My login: drsmith71, password: Autumn-77x
END

# the same words as a post do not: it is the kind that opens the door

for my $text ('Fuck you and your guidelines.',
              'All gay people should be shot.',
              'My login: drsmith71, password: Autumn-77x')
{
    my $r = Coc::Code::post($edge, 'post', $text);
    is($r->{headers}{'x-verdict'}, 'block', "as a post it is stopped: $text");
}

# reported in a post: a colleague speaks, nobody is attacked

Coc::Code::holds($edge, 'none', <<'END');
pass  post     How do I report a member who keeps insulting others?
pass  comment  I reported the comment above to Customer Service with a link.
pass  post     A patient told me to go to hell when I refused the opioids.
END

$edge->stop;
done_testing();

#!/usr/bin/perl

# "Don't promote hate or violence against members based on their background":
# a group made less than human or called to be driven out is stopped; contempt
# is nudged; a group's name alone is nothing, and neither is the report of an
# attack.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;

my $edge = Coc::Code::edge()->start;

Coc::Code::holds($edge, 'hate', <<'END');
block            post     Muslims are vermin and should be exterminated.
block            comment  All gay people should be shot.
block            comment  Immigrants are cockroaches, nothing more.
block            message  Go back to Africa, your kind isn't wanted here.
nudge|hold|block comment  Women are too emotional to be surgeons.
nudge|hold|block comment  Muslims are terrorists, every one of them.
END

Coc::Code::holds($edge, 'hate', <<'END');
pass  post     Black patients with lupus nephritis did worse in this cohort.
pass  comment  Is there a rabbi on call for the Jewish family in room 4?
pass  post     How do you examine a Muslim woman who asks for a female doctor?
pass  comment  Gay men over 45 should be offered the mpox vaccine too.
pass  comment  The homeless and the uninsured wait longest, it breaks my heart.
pass  post     We must stop the hate against Asian colleagues since the pandemic.
pass  comment  Immigrant physicians hold up our rural hospitals.
pass  comment  White blood cells 14, black stools since Monday.
pass  comment  I am a Christian and I prescribe contraception, no conflict for me.
END

# what the rules once got wrong

Coc::Code::holds($edge, 'hate', <<'END');
block             post  Jews control the journals. Gas them all.
nudge|hold|block  post  I refuse to be treated by a black doctor.
END

# a slur that is reported is not stopped, and who reads it is told

my $r = Coc::Code::post($edge, 'post',
    'A patient called my resident a "kike" today and nobody said a word.');
is($r->{headers}{'x-verdict'}, 'flag', 'a slur, reported: flagged alone');
ok($r->{headers}{'x-published'}, 'and published');

# what the member reads

$r = Coc::Code::post($edge, 'post', 'Immigrants are cockroaches.');
like(Coc::Code::problem($r)->{detail}, qr/background/,
     'the reply names the clause');
unlike(Coc::Code::log($edge), qr/cockroach/, 'the log never holds the text');

$edge->stop;
done_testing();

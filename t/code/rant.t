#!/usr/bin/perl

# "Don't rant": shouting at the readers is nudged, never stopped; whoever
# vents about a bad day, or writes in the trade's capitals, is left alone.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;

my $edge = Coc::Code::edge()->start;

Coc::Code::holds($edge, 'rant', <<'END');
nudge       post     I AM DONE WITH EVERY SINGLE ONE OF YOU AND WITH THIS WEBSITE!!!
nudge       comment  You people make me sick, every one of you.
nudge       comment  All of you are useless, and you know it.
flag|nudge  comment  Unbelievable!!!!!!!! Wake up!!!!!!!! All of you!!!!!!!!
END

Coc::Code::holds($edge, 'rant', <<'END');
pass  post     I need to vent. Three deaths this week, and the family of the last one blames me.
pass  comment  COPD GOLD III, CHF, NYHA II, EF 35%, ICD in 2019.
pass  comment  SOB, DOE, PND, LE edema. CXR: CM, no PNA. BNP 1,200.
pass  comment  NO PENICILLIN! Anaphylaxis in 2015.
pass  comment  Congratulations!! Well deserved!
pass  post     STEMI, VT AND ROSC: A CASE FROM OUR ED
pass  comment  I'm exhausted and angry at the insurer, sorry for the long post.
pass  comment  HIV-1 RNA PCR NEGATIVE, CMV IGG POSITIVE, EBV VCA IGM NEGATIVE
END

# what the rules once got wrong

Coc::Code::holds($edge, 'rant', <<'END');
nudge  post     I AM DONE WITH EVERY SINGLE ONE OF YOU AND WITH THIS WHOLE RIDICULOUS WEBSITE
nudge  comment  NOBODY HERE EVER LISTENS, NOBODY HERE EVER ANSWERS, I AM SICK OF EVERY ONE OF YOU
nudge  post     I am sick of this website and everyone on it.
END

# confirmed, it is published: nobody is kept from venting

my $text = 'I AM DONE WITH EVERY SINGLE ONE OF YOU AND WITH THIS WEBSITE!!!';
my $r = Coc::Code::post($edge, 'post', $text);
my $token = Coc::Code::problem($r)->{confirm};

ok($token, 'a rant is given a second thought');
$r = Coc::Code::post($edge, 'post', $text, 'X-CoC-Confirm' => $token);
is($r->{headers}{'x-verdict'}, 'flag', 'and confirmed, it is flagged');
ok($r->{headers}{'x-published'}, 'and published');

$edge->stop;
done_testing();

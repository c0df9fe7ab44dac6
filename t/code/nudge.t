#!/usr/bin/perl

# "Moderate yourself and your discussions (think before you post)": the member
# is asked once, may go ahead with the same words, and editing asks anew.  All
# of it without Redis; what the token is bound to is tested in t/31-nudge.t.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;

my $edge = Coc::Code::edge()->start;
my $text = 'You are an idiot and should read the trial first.';
my $mild = 'I doubt that trial, and I will tell you why.';

my $r = Coc::Code::post($edge, 'comment', $text);
my $problem = Coc::Code::problem($r);
my $token = $problem->{confirm};

is($r->{status}, 409, 'asked to think again');
is($problem->{type}, 'urn:coc:nudge', 'by a nudge');
is($problem->{section}, 'ugly', 'that names the clause');
like($problem->{detail}, qr/\w{3}.*\.\z/s, 'in a sentence');
ok(!$r->{headers}{'x-published'}, 'nothing is published');
ok(length $token, 'with a token');

# thought again, and written better

$r = Coc::Code::post($edge, 'comment', $mild);
is($r->{headers}{'x-verdict'}, 'pass', 'a better text needs no token');
$r = Coc::Code::post($edge, 'comment', $mild, 'X-CoC-Confirm' => $token);
is($r->{headers}{'x-verdict'}, 'pass', 'nor is it harmed by one');

# thought again, and meant

$r = Coc::Code::post($edge, 'comment', $text, 'X-CoC-Confirm' => $token);
is($r->{headers}{'x-verdict'}, 'flag', 'the same words, confirmed: flagged');
ok($r->{headers}{'x-published'}, 'and published');

# edited, by another, in another kind: asked anew

for my $case (
    [ 'edited',         'comment', "$text You moron.", 'ann' ],
    [ 'another member', 'comment', $text,              'bob' ],
    [ 'as a message',   'message', $text,              'ann' ],
) {
    my ($name, $kind, $words, $member) = @$case;

    $r = Coc::Code::post($edge, $kind, $words, 'X-Member' => $member,
                         'X-CoC-Confirm' => $token);
    is($r->{headers}{'x-verdict'}, 'nudge', "$name: the token is void");
    isnt(Coc::Code::problem($r)->{confirm}, $token, "$name: and a new one given");
}

# what is grave is not to be confirmed

$r = Coc::Code::post($edge, 'comment', 'Fuck you.', 'X-CoC-Confirm' => $token);
is($r->{headers}{'x-verdict'}, 'block', 'what is blocked stays so');

$edge->stop;
done_testing();

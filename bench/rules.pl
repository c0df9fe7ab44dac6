#!/usr/bin/env perl
# Makes a rule file of N rules for measuring, none of which hits plain prose:
# made-up words in the shapes that moderators write (a word and its endings, a
# word aimed at somebody, two words near each other, an alternation).
#
# usage: rules.pl N > rules.yaml

use strict;
use warnings;

my $n = shift || die "usage: rules.pl N\n";

srand(20);

sub word
{
    my @onset = qw(z x q vr kj zg wx pf);
    my @rest  = qw(a e i o u an er ol ix up);

    return $onset[rand @onset] . join '', map { $rest[rand @rest]
        . chr(97 + rand 26) } 1 .. 2 + rand 2;
}

my @shapes = (
    sub { '\b' . word() . '(?:s|ing|ed)?\b' },
    sub { '\byou(?:\'\'re| are)? (?:an? )?' . word() . 's?\b' },
    sub { '\b' . word() . '\W+(?:\w+\W+){0,3}' . word() . '\b' },
    sub { '\b(?:' . join('|', map { word() } 1 .. 4) . ')\b' },
);

print "section: ugly\nrules:\n";

for my $i (1 .. $n) {
    print "  - id: bench-$i\n    title: Measuring\n    severity: 1\n",
          "    action: flag\n    any: ['", $shapes[$i % @shapes]->(), "']\n";
}

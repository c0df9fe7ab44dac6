#!/usr/bin/perl

# How the rules do on labelled texts: what share of the clean texts of each
# source is hit, and what share of the texts with each label.
#
#   util/rates.pl [-c build/cocctl] [-r rules] ../shared/data/dev/*.jsonl
#
# A row is {"id", "text", "labels": [...], "known": [...]}.  A label that is in
# known and not in labels is absent; one in neither is not known and counts
# for nothing.  "any" is flagged or worse, "strong" nudged or worse, "own" hit
# by a rule of the label's own section.

use strict;
use warnings;

use File::Temp ();
use Getopt::Std qw(getopts);
use JSON::PP ();

use constant OWN => {
    profanity => [qw(ugly)], insult => [qw(ugly)], hate => [qw(hate)],
    threat => [qw(threat)], harassment => [qw(creepy sexual)],
    promo => [qw(promotion)], pii => [qw(phi)], outing => [qw(outing)],
    impersonation => [qw(impersonation)], credentials => [qw(credentials)],
    toxic => [qw(ugly hate threat rant creepy sexual)],
};

my %opt;

getopts('c:r:', \%opt) && @ARGV
    or die "usage: rates.pl [-c cocctl] [-r rules] FILE.jsonl...\n";

my $cocctl = $opt{c} // 'build/cocctl';
my $rules = $opt{r} // 'rules';
my $json = JSON::PP->new->utf8;


# The rows of a file, each with its verdict.

sub judged
{
    my ($file) = @_;
    my $in = File::Temp->new;

    open my $fh, '<', $file or die "$file: $!\n";
    my @rows = map { $json->decode($_) } <$fh>;

    print $in map { $json->encode({ id => $_->{id}, text => $_->{text} }),
                    "\n" } @rows;
    close $in;

    open my $out, '-|', $cocctl, 'check', '--rules', $rules, '--jsonl', "$in"
        or die "$cocctl: $!\n";
    $_->{verdict} = $json->decode(scalar <$out>) for @rows;

    return @rows;
}

sub percent
{
    my ($part, $all) = @_;

    return $all ? sprintf '%.2f', 100 * $part / $all : '-';
}


print join("\t", qw(source label rows own any strong absent own any)), "\n";

for my $file (@ARGV) {
    my ($source) = $file =~ m{([^/]+)\.jsonl\z};
    my @rows = judged($file);
    my (%n, $any, $strong);

    for my $row (@rows) {
        my %is = map { $_ => 1 } @{ $row->{labels} // [] };
        my %section = map { $_ => 1 } @{ $row->{verdict}{sections} };
        my $verdict = $row->{verdict}{verdict};
        my $hit = $verdict ne 'pass';
        my $grave = $hit && $verdict ne 'flag';

        $any += $hit;
        $strong += $grave;

        for my $label (@{ $row->{known} // [] }) {
            my $side = $n{$label}{ $is{$label} ? 'is' : 'not' } //= [ (0) x 4 ];

            $side->[0]++;
            $side->[1]++ if grep { $section{$_} } @{ OWN->{$label} // [] };
            $side->[2]++ if $hit;
            $side->[3]++ if $grave;
        }
    }

    print join("\t", $source, 'all', scalar @rows, '', percent($any, scalar @rows),
               percent($strong, scalar @rows), '', '', ''), "\n";

    for my $label (sort grep { $n{$_}{is} } keys %n) {
        my ($is, $not) = ($n{$label}{is}, $n{$label}{not} // [ (0) x 4 ]);

        print join("\t", $source, $label, $is->[0],
                   (map { percent($is->[$_], $is->[0]) } 1 .. 3), $not->[0],
                   map { percent($not->[$_], $not->[0]) } 1, 2), "\n";
    }
}

#!/usr/bin/env perl
# What the default rules say of labelled texts: a Markdown table, a row a
# source, of the verdicts that cocctl gives.
#
# usage: verdicts.pl FOLDER [RULES]
#
# FOLDER holds *.jsonl, each line {"id","text","labels":[…]}.  A text counts as
# positive where it has any label.

use strict;
use warnings;

use FindBin;
use JSON::PP ();

my $folder = shift || die "usage: verdicts.pl FOLDER [RULES]\n";
my $rules = shift || "$FindBin::Bin/../rules";
my $cocctl = ($ENV{COC_BUILD_DIR} || "$FindBin::Bin/../build") . '/cocctl';
my $json = JSON::PP->new->utf8;
my @names = qw(pass flag nudge hold block escalate);

print '| source | texts | ', join(' | ', @names),
      " | of positives | of the others |\n",
      '|---|', '--:|' x (@names + 3), "\n";

for my $file (sort glob "$folder/*.jsonl") {
    my ($source) = $file =~ m{([^/]+)\.jsonl$};
    my (%count, %positive, %seen, %hit);

    open my $fh, '<', $file or die "$file: $!\n";
    while (my $line = <$fh>) {
        my $row = $json->decode($line);
        $positive{$row->{id}} = @{ $row->{labels} || [] } ? 1 : 0;
    }
    close $fh;

    open my $out, '-|', $cocctl, 'check', '--rules', $rules, '--jsonl', $file
        or die "$cocctl: $!\n";
    while (my $line = <$out>) {
        my $v = $json->decode($line);
        my $p = $positive{$v->{id}};

        $count{$v->{verdict}}++;
        $seen{$p}++;
        $hit{$p}++ if $v->{verdict} ne 'pass';
    }
    close $out;

    my @share = map { $seen{$_} ? sprintf('%.1f %%', 100 * ($hit{$_} || 0)
                                          / $seen{$_}) : '–' } 1, 0;
    my $n = 0;
    $n += $_ for values %count;

    print '| ', join(' | ', $source, $n, map({ $count{$_} || 0 } @names),
                     @share), " |\n";
}

#!/usr/bin/perl

# Hostile texts cost at most twice what plain prose costs, a byte, and twice
# as much of them twice as much.  CPU time of one process, both in turns, the
# least of many rounds; what looks too dear is measured again, longer.
#
# A few pieces are nothing but what has to be undone or looked up: four times.
# They became no dearer; prose became cheaper.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Util qw(build_dir root);

use constant {
    RATIO  => 2,
    GROWTH => 1.5,          # half as many bytes again would be 2
    BYTES  => 131072,
    ROUNDS => 7,
    TRIES  => 4,
    DEAR   => {
        map { $_ => 4 } 'f*****\x20', 'f\x20u\x20c\x20k\x20',
                        '\xca\x9e\xc9\x94\xc9\x9f\x20'
    },
};

my $bin   = build_dir() . '/bench-linear';
my $rules = root() . '/rules';

plan skip_all => 'only the release build is fast'
    if ($ENV{COC_PROFILE} || 'release') ne 'release';
plan skip_all => "no $bin" if !-x $bin;

sub measure
{
    my (@args) = @_;

    open(my $out, '-|', $bin, $rules, @args) or die "$bin: $!\n";
    my @rows = map { chomp; [ split(/\t/, $_, 5) ] } <$out>;
    close($out) or die "$bin: exit $?\n";

    return @rows;
}

sub wrong
{
    my ($row) = @_;

    return $row->[1] > (DEAR->{$row->[4]} // RATIO) || $row->[2] > GROWTH;
}

my @rows = measure(BYTES, ROUNDS);

cmp_ok(scalar @rows, '>', 60, 'prose and the pieces');

for my $row (@rows) {
    my ($ns, $ratio, $growth, $views, $piece) = @$row;

    for (my $try = 1; wrong($row) && $try < TRIES; $try++) {
        (my $raw = $piece) =~ s/\\x([0-9a-f]{2})/chr(hex($1))/ge;

        my @again = measure(BYTES, ROUNDS * 4 * $try, $raw);
        $row = $again[-1];
    }

    ok(!wrong($row), "$piece: $row->[1] times prose, $row->[2] for twice "
       . "as much");
}

done_testing();

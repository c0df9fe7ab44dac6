#!/usr/bin/perl

# The model that comes with the rules is whole, and what is made of a text by it
# equals a plain computation, to the last bit of the integer sums.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use File::Temp ();
use JSON::PP ();
use Test::More;
use Coc::Model;
use Coc::Util qw(root build_dir shared);

use constant TEXTS => 1000;
use constant LARGEST => 4 * 1024 * 1024;

my $path = $ENV{COC_MODEL} || root() . '/model/coc.model';
my $model = eval { Coc::Model->new($path) };

ok(defined $model, 'the model is there and whole') or do {
    diag($@);
    done_testing();
    exit;
};

cmp_ok(-s $path, '<=', LARGEST, 'it has at most 4 MB');
is(join(' ', sort { $model->{labels}{$a}{at} <=> $model->{labels}{$b}{at} }
             keys %{ $model->{labels} }),
   join(' ', Coc::Model::LABELS), 'its labels');
like($model->{version}, qr/\A[\w.-]+\z/, 'its version');

my $dev = shared('data/dev');

if (!defined $dev) {
    diag('no labelled texts: set COC_SHARED. The model is NOT compared');
    done_testing();
    exit;
}

my $json = JSON::PP->new->utf8;


# So many texts of each source, from all over it.

my @sources = glob "$dev/*.jsonl";
my @texts;

for my $source (@sources) {
    open my $fh, '<', $source or die "$source: $!\n";
    my @lines = <$fh>;
    close $fh;

    my $want = int(TEXTS / @sources) + 2;

    for my $i (0 .. $want - 1) {
        my $line = $lines[int($i * @lines / $want)];
        push @texts, $json->decode($line)->{text} if defined $line;
    }
}

cmp_ok(scalar @texts, '>=', TEXTS, 'texts');

my $in = File::Temp->new;
print $in $json->encode({ id => $_, text => $texts[$_] }), "\n"
    for 0 .. $#texts;
close $in;

open my $out, '-|', build_dir() . '/cocctl', 'explain', '--rules',
    root() . '/rules', '--model', $path, '--jsonl', "$in"
    or die "cocctl: $!\n";
my @rows = <$out>;
ok(close($out), 'cocctl explain');

is(scalar @rows, scalar @texts, 'a line for each text');


# What is told as U+FFFD was ended within a sign: its bytes aren't known here.

my ($segments, $cut, @wrong) = (0, 0);

for my $row (map { $json->decode($_) } @rows) {
    my %plain;

    for my $got (@{ $row->{labels} }) {
        my $text = $got->{text};
        my $at = $model->{labels}{$got->{label}}{at};

        if ($text =~ /\x{fffd}/) {
            $cut++;
            next;
        }

        if ($got->{features} == 0) {
            push @wrong, "$row->{id}: empty" if "$got->{p}$text" ne '0';
            next;
        }

        utf8::encode($text);

        my $plain = $plain{$text} //= do {
            $segments++;
            [ $model->sums($text) ];
        };
        my ($n, $sums) = @$plain;
        my $p = $model->probability($got->{label}, $n, $sums->[$at]);
        my $told = sprintf '%.0f', $got->{p} * 10000;

        push @wrong, "$row->{id} $got->{label}: $got->{features} $got->{sum}"
                   . " $told, not $n $sums->[$at] $p"
            if "$got->{features} $got->{sum} $told" ne "$n $sums->[$at] $p";
    }
}

is(scalar @wrong, 0, 'features, sums, probabilities as computed plainly');
diag($_) for @wrong[0 .. ($#wrong < 9 ? $#wrong : 9)];
cmp_ok($segments, '>=', TEXTS * 0.99, "segments compared: $segments");
cmp_ok($cut, '<=', TEXTS / 20, "not compared, as they end within a sign: $cut");

done_testing();

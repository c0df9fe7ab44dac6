#!/usr/bin/perl

# No stage of screening takes over 5 % more instructions than it did: callgrind
# counts them, so that no clock and no neighbor matters.  What was counted is in
# bench/instructions.tsv, a line for each stage and environment (processor,
# compiler, libraries); where this one has none, there is nothing to compare
# with.  INSTRUCTIONS=record writes what is counted now, after a change that is
# worth it or that makes a stage cheaper: the file says what is right to keep.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Encode qw(encode);
use Test::More;
use Coc::Util qw(build_dir root slurp spew tempdir);

use constant MORE => 1.05;

my @stages = qw(decode views match detect model verdict whole);
my @detectors = qw(ssn npi dea mbi mrn account plan license phone fax email ip
                   profile vin plate udi card iban birth date age address zip
                   name person handle place link affiliate price caps
                   exclamation repeat length);
my $bin    = build_dir() . '/bench-stage';
my $kept   = root() . '/bench/instructions.tsv';

plan skip_all => 'only the release build is counted'
    if ($ENV{COC_PROFILE} || 'release') ne 'release';
plan skip_all => "no $bin" if !-x $bin;
plan skip_all => 'valgrind is not installed'
    if system('valgrind --version >/dev/null 2>&1');

my $dir = tempdir();

sub output
{
    my ($command) = @_;

    my $text = `$command 2>/dev/null`;
    $text =~ s/\s+\z//;

    return $text;
}

sub environment
{
    my ($said) = @_;

    my $cpu = slurp('/proc/cpuinfo');

    return join ' ', output('uname -m'),
        $cpu =~ /\bavx2\b/ ? 'avx2' : 'no-avx2',
        'gcc-' . output(($ENV{CC} || 'gcc') . ' -dumpfullversion'),
        'pcre2-' . output('pcre2-config --version'),
        'yajl-' . output('pkg-config --modversion yajl'),
        $said =~ /^stage\t.*\t(\S+ \S+)$/m ? $1 =~ tr/ /-/r : 'unknown';
}


# What is screened: prose of some kinds, a list, numbers, other scripts.

my @texts = (
    'We agreed to step down treatment and to review in three months. Her mood'
    . ' has improved, though sleep is still broken. Any experience with this'
    . ' in older patients? I would be grateful for a pointer to the guideline.',
    'Blood pressure 128/82, pulse 74 regular, weight 81.5 kg. Start'
    . ' amoxicillin 500 mg three times a day for seven days, then stop.',
    "Three things:\n- the scan shows a small cyst\n- it needs no action\n"
    . "- come back if the fever returns\n\nThanks, all, for the kind words!",
    "Na\x{ef}ve question from Malm\x{f6}: does the new r\x{e9}gime change how"
    . " you manage statins in people over seventy-five?",
    'Dr. Amalia Lindqvist spoke at the Monday meeting in Springfield, see'
    . ' https://clinic.example/monday or write to office@clinic.example.',
    'The wound edges are clean, there is no discharge, and sutures may come'
    . ' out on Friday. He denies chest pain, breathlessness or swelling. ' x 6,
);

my $n = 0;

spew("$dir/texts.jsonl", encode('UTF-8', join '', map {
    sprintf qq({"id":"t%d","text":"%s"}\n), $n++,
        s/(["\\])/\\$1/gr =~ s/\n/\\n/gr
} @texts));

mkdir "$dir/rules" or die $!;
system("perl '" . root() . "/bench/rules.pl' 1000 > $dir/rules/ugly.yaml") == 0
    or die 'bench/rules.pl failed';

spew("$dir/rules/phi.yaml", "section: phi\nrules:\n" . join '', map {
    "  - id: phi-" . ($_ + 900) . "\n    title: t\n    severity: 1\n"
    . "    action: flag\n    detector: $detectors[$_]\n"
} 0 .. $#detectors);

is(system("valgrind --tool=callgrind --log-file=$dir/log"
          . " --callgrind-out-file=$dir/out "
          . join(' ', map { "--toggle-collect=stage_$_" } @stages)
          . " $bin $dir/rules " . root() . '/model/coc.model 1'
          . " < $dir/texts.jsonl > $dir/said 2>&1"), 0, 'it runs')
    or diag `cat $dir/said $dir/log`;

my %now;

for my $line (split /\n/,
    output("callgrind_annotate --inclusive=yes --threshold=100 $dir/out"))
{
    if ($line =~ /^\s*([\d,]+) \(.*?:stage_(\w+)/ && !$now{$2}) {
        $now{$2} = $1 =~ tr/,//dr;
    }
}

is(join(' ', grep { !$now{$_} } @stages), '', 'all are counted');
$now{$_} ||= 0 for @stages;

my $environment = environment(slurp("$dir/said"));

if (($ENV{INSTRUCTIONS} || '') eq 'record') {
    my @lines = grep { !/^\Q$environment\E\t/ } do {
        open my $in, '<', $kept or die "$kept: $!";
        <$in>;
    };

    open my $out, '>', $kept or die "$kept: $!";
    print {$out} @lines, map { "$environment\t$_\t$now{$_}\n" } @stages;
    close $out or die $!;
}

my %then;

open my $in, '<', $kept or die "$kept: $!";

while (<$in>) {
    chomp;
    my ($where, $stage, $count) = split /\t/;
    $then{$stage} = $count if $where eq $environment;
}

SKIP: {
    skip "NOT COUNTED BEFORE in this environment: $environment"
         . ' (INSTRUCTIONS=record keeps what is counted now)',
        scalar @stages if !%then;

    for my $stage (@stages) {
        cmp_ok($now{$stage}, '<=', $then{$stage} * MORE,
            "$stage: no more than it took");
        diag sprintf '%s: %d instructions, %d before: record it', $stage,
            $now{$stage}, $then{$stage}
            if $now{$stage} * MORE < $then{$stage};
    }
}

done_testing();

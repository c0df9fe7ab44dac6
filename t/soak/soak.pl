#!/usr/bin/perl

# Mixed load while faults come at random; at the end every infraction that a
# client was told of is in Redis once, and nothing else is.
#
#   soak.pl [single | sentinel | cluster]
#   SOAK_SECONDS=n   how long, default 600
#   SEED=n           the faults and texts of that run again; when each meets
#                    the other is not repeated

use strict;
use warnings;

use FindBin;
use Cwd ();

# also run by t/75-soak.t

my ($root) = Cwd::abs_path(__FILE__) =~ m{^(.*)/t/soak/};
unshift @INC, "$root/t/lib", "$root/t/soak";

require Coc::Community;
require Coc::Redis;
require Coc::Util;
require Soak::Check;
require Soak::Fault;
require Soak::Load;
require Soak::Moderator;
require Test::More;
require Time::HiRes;

my $mode = $ARGV[0] || 'single';
my $seconds = $ENV{SOAK_SECONDS} || 600;
my $seed = defined $ENV{SEED} ? $ENV{SEED} : time % 1_000_000;
my $clients = 3;

Test::More::diag("soak: $mode, $seconds s, SEED=$seed");
srand $seed;


sub store
{
    my %arg = (aof => 'always', args => [ '--enable-debug-command', 'yes' ]);

    return Coc::Redis->new(%arg) if $mode eq 'single';

    if ($mode eq 'sentinel') {
        require Coc::Sentinel;
        return Coc::Sentinel->new(%arg, down_after => 30_000);
    }

    require Coc::Cluster;
    return Coc::Cluster->new(%arg, timeout => 30_000);
}


my $store = store();
my @edges = map {
    Coc::Community::edge(name => "edge $_", redis => $store->address,
        workers => 2, level => 'notice',
        http => "coc_spool %%DIR%%/spool;\n",
        policy => <<'END')->start;
        coc_decay 0;
        coc_ladder 1000000=warn;
        coc_redis_timeout 200ms;
        coc_redis_fail open;
        coc_standing_cache on;
END
} 1, 2;

my $dir = Coc::Util::tempdir();
my $until = Time::HiRes::time() + $seconds;
my @journals = map { "$dir/client$_" } 1 .. $clients;
my @pids = map {
    Soak::Load::start(n => $_, seed => $seed, journal => $journals[$_ - 1],
        edges => \@edges, until => $until)
} 1 .. $clients;

push @pids, Soak::Moderator::start(seed => $seed, journal => "$dir/moderator",
    edge => $edges[0], redis => $mode eq 'single' ? $store : $store->address,
    until => $until);

my $faults = Soak::Fault->new(store => $store, edges => \@edges,
    mode => $mode);

$faults->run($until);

Test::More::is(scalar(grep { my $s = Coc::Util::reap($_, 60);
                             !defined $s || $s != 0 } @pids), 0,
               'all clients came to their end');


# lines of the spools that are of no record in Redis yet

sub waiting
{
    my $n = 0;

    for my $file (map { glob $_->dir . '/spool/*' } @edges) {
        my %open;

        for (split /\n/, Coc::Util::slurp($file) || '') {
            my ($kind, $seq) = /^COC1 ([rd]) ([0-9a-f]{16}) / or next;
            $kind eq 'r' ? $open{$seq} = 1 : delete $open{$seq};
        }

        $n += keys %open;
    }

    return $n;
}


my $check = Soak::Check->new(store => $store);

$check->sent($_) for @journals;
$check->moderated("$dir/moderator");
Test::More::ok($check->drained(120, \&waiting), 'the spools are empty')
    or Test::More::diag(waiting() . ' records wait');

my @bad = $check->faults;

Test::More::ok(!@bad, 'every infraction is there once')
    or Test::More::diag(join "\n", @bad[0 .. ($#bad < 40 ? $#bad : 40)]);

my $killed = join '|', 0, keys %{$faults->{killed}};

for my $edge (@edges) {
    push @{$edge->{expect}}, qr/worker process (?:$killed) exited on signal 9/,
        qr/shared memory zone .* was locked by (?:$killed)\b/;
    $edge->stop;
}

my %n = %{$check->{n}};

Test::More::diag("soak: $n{requests} requests, $n{answered} infractions "
    . "told of, $n{recorded} in Redis, "
    . ($n{sanctions} || 0) . " sanctions, lost $n{lost}, doubled $n{doubled}, "
    . "wrong $n{wrong}");

for ([ faults => $faults->{count} ], [ answers => $check->{answers} ]) {
    my ($name, $of) = @$_;
    Test::More::diag("soak: $name: "
                     . join ', ', map { "$_ $of->{$_}" } sort keys %$of);
}

Test::More::cmp_ok($n{answered}, '>', 5 * $seconds, 'there was load');
Test::More::cmp_ok(scalar keys %{$faults->{count}}, '>', 4,
                   'there were faults');
Test::More::done_testing();

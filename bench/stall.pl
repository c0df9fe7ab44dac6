#!/usr/bin/env perl
# How long requests to an unscreened location take while Redis is stopped with
# SIGSTOP, or slow, beside how long they take while it is well.
#
#   stall.pl [SECONDS [ROUNDS]]     of a phase, each kind; default 3, 7
#
# One worker on core 0; clients and Redis on core 1; as root, the worker and
# the client that is measured go before other programs.  A client asks for the
# unscreened location, 500 times a second; 16 others post to the screened one
# of the same worker, 15 times a second each, and each post asks Redis.  Phases
# alternate: well, stopped; then, behind a proxy, well, slow (each reply 30 ms
# late, of 50 that a post waits).  The ratio is the median over the rounds of
# what a round's p99 was to that of the same round while Redis was well.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../t/lib";

use Coc::Client;
use Coc::Community;
use Coc::Proxy;
use Coc::Redis;
use Coc::Util qw(tempdir slurp spew);
use POSIX ();
use Test::More ();
use Time::HiRes ();

my $seconds = shift || 3;
my $rounds = shift || 7;

# all that is started from here is on core 1, but the worker

exec 'taskset', '-c', 1, $^X, $0, $seconds, $rounds, 'pinned'
    if !@ARGV;

my $dir = tempdir();
my $phase = "$dir/phase";
my ($edge, @pids);

# before whoever else has the cores, where this user may

my $priority = $> == 0 ? ' worker_priority -15;' : '';


# Calls the code at a steady rate with a connection that is kept.

sub steadily
{
    my ($rate, $code) = @_;
    my $pid = fork;

    die "fork: $!\n" if !defined $pid;

    if ($pid) {
        push @pids, $pid;
        return;
    }

    my $client = Coc::Client::connect_to($edge);
    my $next = Time::HiRes::time() + rand 1 / $rate;

    while (-e $phase) {
        my $wait = $next - Time::HiRes::time();

        Time::HiRes::sleep($wait) if $wait > 0;
        $next += 1 / $rate;

        # nginx ends a connection after a thousand requests

        if (!$code->($client)) {
            $client->close;
            $client = Coc::Client::connect_to($edge);
        }
    }

    POSIX::_exit(0);
}


sub kept
{
    my ($client) = @_;
    my $r = $client->response or return (0, 0);

    return ($r->{status} == 200, $r->{headers}{connection} ne 'close');
}


# One client for the unscreened location, which writes down what it saw.

sub ask
{
    my ($client) = @_;
    my $from = Time::HiRes::time();

    $client->send(Coc::Client::format_request('GET', '/plain'));

    my ($well, $kept) = kept($client);
    my $took = Time::HiRes::time() - $from;
    my $name = slurp($phase);

    if ($well && defined $name && $name ne '') {
        open my $out, '>>', "$dir/$name";
        printf $out "%.1f\n", $took * 1e6;
        close $out;
    }

    return $kept;
}


sub load
{
    spew($phase, '');
    POSIX::nice(-15) if $priority;
    steadily(500, \&ask);
    POSIX::nice(15) if $priority;

    for my $n (1 .. 16) {
        my $post = Coc::Client::format_request('POST', '/post/post',
            'harmless', 'Content-Type' => 'text/plain', 'X-Member' => "m$n");

        steadily(15, sub { $_[0]->send($post); (kept($_[0]))[1] });
    }
}


# A phase that has a name: its p99 and median, microseconds.

sub measure
{
    my ($name) = @_;

    spew("$phase.new", $name);
    rename "$phase.new", $phase;
    Time::HiRes::sleep($seconds);
    spew("$phase.new", '');
    rename "$phase.new", $phase;

    my @took = sort { $a <=> $b } split /\n/, slurp("$dir/$name") || '';

    unlink "$dir/$name";
    return ($took[$#took * 0.99], $took[$#took / 2], scalar @took);
}


sub median
{
    my @sorted = sort { $a <=> $b } @_;
    return ($sorted[$#sorted / 2] + $sorted[@sorted / 2]) / 2;
}


# Rounds of one kind on an nginx of its own.

sub compare
{
    my ($name, $address, $begin, $end) = @_;
    my (@p99, @well, @ratio);

    $edge = Coc::Community::edge(redis => $address,
        main => "worker_cpu_affinity 01;$priority", level => 'error',
        policy => 'coc_redis_timeout 50ms;')->start;
    load();

    for my $round (1 .. $rounds) {
        Coc::Community::used($edge) or die "$name: Redis does not answer\n";

        my @before = measure('well');
        $begin->();
        my @ill = measure($name);
        $end->();

        push @well, $before[0];
        push @p99, $ill[0];
        push @ratio, $ill[0] / $before[0];
        printf "%-8s %5d %10.0f %10.0f %10.0f %10.0f %7.2f\n", $name, $round,
            @before[0, 1], @ill[0, 1], $ratio[-1];
    }

    unlink $phase;
    waitpid $_, 0 for splice @pids;
    $edge->stop(signal => 'TERM');

    printf "%s: p99 %.0f us, well %.0f us, ratio %.2f (medians of rounds)\n",
        $name, median(@p99), median(@well), median(@ratio);
}


my $redis = Coc::Redis->new;
my $proxy = Coc::Proxy->new(to => $redis);

print "phases of $seconds s, rounds: $rounds; microseconds\n";
printf "%-8s %5s %10s %10s %10s %10s %7s\n", 'Redis', 'round', 'well p99',
    'well p50', 'p99', 'p50', 'ratio';

compare('stopped', $redis->address, sub { $redis->pause },
        sub { $redis->resume });
compare('slow', $proxy->address, sub { $proxy->set(down => 0.03) },
        sub { $proxy->set(down => 0) });
Test::More::done_testing();

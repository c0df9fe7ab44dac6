#!/usr/bin/perl

# A record counts once, however late it is sent again, and none is taken for
# one that went before it: with a spool and without.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::Community;
use Coc::FakeRedis;
use Coc::Proxy;
use Coc::Redis;
use Coc::Util qw(wait_for tempdir slurp spew);

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Community::$_"} for qw(post record soon used);
}

my $redis = Coc::Redis->new;

# Redis knows the script from then on

{
    my $edge = Coc::Community::edge(name => 'first', redis => $redis)->start;
    used($edge);
    post($edge, 'probe', 'post', 'zug1');
    is(record($redis, 'probe')->{n}, 1, 'the script is there');
    $edge->stop;
}
my $policy = 'coc_redis_timeout 300ms; coc_ladder 1000=warn;';
my %spool = (without => '', with => 'coc_spool %%DIR%%/spool fsync=off;');


sub figure
{
    my ($edge, $name) = @_;
    return Coc::Community::figures($edge)->{$name};
}


# done, its acknowledgement lost, and sent again after more records of the
# member than Redis keeps ids of

for my $with (sort keys %spool) {
    my $line = Coc::Proxy->new(to => $redis);
    my %arg = (policy => $policy, http => $spool{$with});
    my $edge = Coc::Community::edge(%arg, name => 'held', redis => $line)
        ->start;
    my $other = Coc::Community::edge(%arg, name => 'other', redis => $redis)
        ->start;
    my $who = "ann-$with";

    used($_) for $edge, $other;
    $line->set(drop => 'down');
    post($edge, $who, 'post', 'zug1');
    soon { (record($redis, $who)->{n} || 0) == 1 } "$with a spool: done";
    post($other, $who, 'post', 'zug1') for 1 .. 20;
    is(record($redis, $who)->{n}, 21, 'twenty by another edge');
    is(figure($edge, 'records_total'), 0, 'the first knows of nothing');

    $line->set(drop => 'none');
    $line->cut;
    soon { figure($edge, 'records_total') == 1 } 'sent again, acknowledged';
    is(record($redis, $who)->{n}, 21, 'counted once');
    is(int(record($redis, $who)->{p} / 100 + 0.5), 210, 'its points too');
    $_->stop for $edge, $other, $line;
}


# the same, while many workers write of the member, each under its own name

for my $with (sort keys %spool) {
    my $line = Coc::Proxy->new(to => $redis);
    my %arg = (policy => $policy, http => $spool{$with});
    my $edge = Coc::Community::edge(%arg, name => 'held', redis => $line)
        ->start;
    my $other = Coc::Community::edge(%arg, name => 'names', redis => $redis)
        ->start;
    my $who = "ben-$with";

    used($_) for $edge, $other;
    $line->set(drop => 'down');
    post($edge, $who, 'post', 'zug1');
    soon { (record($redis, $who)->{n} || 0) == 1 } "$with a spool: done";

    for my $life (1 .. 10) {
        $other->reload(wait_old => 1);
        post($other, $who, 'post', 'zug1') for 1, 2;
        wait_for { record($redis, $who)->{n} == 1 + 2 * $life };
    }

    is(record($redis, $who)->{n}, 21, 'twenty by ten workers');
    is(scalar(grep { /^e\d+$/ } keys %{record($redis, $who)}), 11,
       'each has a name');
    $line->set(drop => 'none');
    $line->cut;
    soon { figure($edge, 'records_total') == 1 } 'sent again, acknowledged';
    is(record($redis, $who)->{n}, 21, 'counted once');
    $_->stop for $edge, $other, $line;
}


# several of one member that wait, in a worker without a spool: each once

{
    my $line = Coc::Proxy->new(to => $redis);
    my $edge = Coc::Community::edge(policy => $policy,
        name => 'several', redis => $line)->start;

    used($edge);
    $line->set(drop => 'down');
    post($edge, 'bob', 'post', "zug$_") for 1 .. 5;
    $line->set(drop => 'none');
    $line->cut;
    soon { figure($edge, 'records_total') == 5 } 'five are acknowledged';
    is(record($redis, 'bob')->{n}, 5, 'counted');
    is(int(record($redis, 'bob')->{p} / 100 + 0.5), 150, 'each once');
    $_->stop for $edge, $line;
}


# One member by two ways to one Redis: what waits on the one is not what went
# on the other, nor do two directives of the same words break the order.

for my $with (sort keys %spool) {
    my $proxy = Coc::Proxy->new(to => $redis);
    my $direct = $redis->address;
    my $edge = Coc::Community::edge(redis => $proxy, http => $spool{$with},
        name => 'two ways', policy => $policy,
        server => "location = /direct { coc on; coc_redis $direct;
                     proxy_pass http://unix:%%DIR%%/app.sock; }")
        ->start;
    my $who = "cho-$with";

    used($edge);
    $proxy->set(refuse => 1);
    $proxy->cut;
    post($edge, $who, 'post', 'zug2');
    Coc::Client::request($edge, 'POST', '/direct', "zug$_",
        'Content-Type' => 'text/plain', 'X-Member' => $who) for 3, 4;
    is(record($redis, $who)->{n}, 2, "$with a spool: two on the other way");
    $proxy->set(refuse => 0);
    soon { (record($redis, $who)->{n} || 0) == 3 } 'the first comes after them';
    $edge->stop;
    is(int(record($redis, $who)->{p} / 100 + 0.5), 90, 'all count');
    unlike($edge->error_log, qr/record is lost/, 'none is lost');
    $proxy->stop;
}


# Redis that takes no writes, or has become a replica: nothing is set aside, and
# what it did in spite of what it said counts once

for my $error ('MISCONF errors writing to disk', 'READONLY a replica') {
    for my $with (sort keys %spool) {
        my $hold = tempdir() . '/hold';
        my $fake = Coc::FakeRedis->new(redis => $redis, reply => sub {
            my ($command, $answer) = @_;
            return $command->[0] =~ /^EVAL/ && -e $hold ? "-$error\r\n"
                                                        : $answer;
        });
        my $edge = Coc::Community::edge(redis => $fake, http => $spool{$with},
            name => $error, policy => $policy)->start;
        my $who = substr($error, 0, 3) . "-$with";

        used($edge);
        spew($hold, '');
        post($edge, $who, 'post', "zug$_") for 1 .. 3;
        ok($edge->wait_log(qr/refused a record.*\Q$error\E/), "$error: said");
        unlink $hold;
        soon { figure($edge, 'records_total') == 3 } 'acknowledged later';
        is(record($redis, $who)->{n}, 3, 'each once');
        is(int(record($redis, $who)->{p} / 100 + 0.5), 60, 'its points too');
        ok(!-e $edge->dir . '/spool/rejected', 'none is set aside');
        $_->stop for $edge, $fake;
    }
}


# One that Redis says no sense of is set aside; where that can't be done it
# waits, and the member's next ones behind it.

{
    my $hold = tempdir() . '/hold';
    my $bad = Coc::Community::member_hash('eli');
    my $fake = Coc::FakeRedis->new(redis => $redis, reply => sub {
        my ($command, $answer) = @_;
        return $command->[0] eq 'ZADD' && $command->[1] =~ /\{$bad\}:log/
               && -e $hold ? "-ERR no\r\n" : $answer;
    });
    my $edge = Coc::Community::edge(redis => $fake, http => $spool{with},
        name => 'no sense', policy => $policy)->start;
    my $rejected = $edge->dir . '/spool/rejected';

    used($edge);
    mkdir $rejected;
    spew($hold, '');
    post($edge, 'eli', 'post', 'zug2');
    soon { 9 <= (() = $edge->error_log =~ /refused a record.*ERR no/g) }
        'the folder "rejected" is no place: it waits';
    unlike($edge->error_log, qr/is rejected/, 'and is not passed over');
    rmdir $rejected;
    soon { $edge->error_log =~ /\[crit\].*a record is rejected.*ERR no/ }
        'then it is set aside';

    # it was counted: that it never is again is in its line

    post($edge, 'eli', 'post', 'zug1') for 1 .. 20;
    unlink $hold;
    rename $rejected, $edge->dir . '/spool/again.spool';
    soon { !-e $edge->dir . '/spool/again.spool' } 'mended and sent again';
    is(record($redis, 'eli')->{n}, 21, 'counted once');
    $_->stop for $edge, $fake;
}


# four workers that find the files of one that is gone: one adopts each

{
    my $edge = Coc::Community::edge(redis => $redis, http => $spool{with},
        name => 'four', policy => $policy, workers => 4,
        expect => [ qr/exited on signal 9/ ])->start;

    used($edge);
    $redis->kill;

    for my $round (1 .. 3) {
        post($edge, 'flo', 'post', 'zug1') for 1 .. 8;
        my @old = $edge->workers;
        kill 'KILL', @old;
        wait_for { my %now = map { $_ => 1 } $edge->workers;
                   keys %now == @old && !grep { $now{$_} } @old };
    }

    $redis->start;
    soon { (record($redis, 'flo')->{n} || 0) >= 24 } 'all come there';
    is(record($redis, 'flo')->{n}, 24, 'each once');
    soon { !grep { slurp($_) =~ /^COC1 r/m } glob $edge->dir . '/spool/*.spool' }
        'no file is left';
    is(record($redis, 'flo')->{n}, 24, 'still');
    $edge->stop;
}


# a disk that can't be written to: said, and not called safe

SKIP: {
    my ($strace) = grep { -x } map { "$_/strace" } split /:/, $ENV{PATH};
    skip 'no strace: A DISK WITH ERRORS IS NOT TESTED', 4 if !$strace;

    my $edge = Coc::Community::edge(redis => $redis, name => 'EIO',
        policy => $policy, http => 'coc_spool %%DIR%%/spool fsync=always;')
        ->start;
    used($edge);
    $redis->kill;
    my ($pid) = $edge->workers;
    my $tracer = fork;

    if ($tracer == 0) {
        open STDERR, '>', '/dev/null';
        exec $strace, '-f', '-e', 'inject=fdatasync:error=EIO', '-p', $pid,
            '-o', '/dev/null';
        exit 127;
    }

    my $traced = wait_for { (slurp("/proc/$pid/status") || '')
                            =~ /^TracerPid:\s+[1-9]/m };

    if ($traced) {
        is(post($edge, 'gil', 'post', "zug$_")->{status}, 403, 'answered')
            for 1, 2;
    }

    kill $traced ? 'INT' : 'KILL', $tracer;
    waitpid $tracer, 0;
    $redis->start;

    if (!$traced) {
        $edge->stop;
        skip 'strace may not trace: A DISK WITH ERRORS IS NOT TESTED', 4;
    }

    like($edge->error_log, qr/\[crit\].*the spool can't be synced.*\(5: /,
         'said');
    cmp_ok(figure($edge, 'spool_unsynced_total'), '>=', 2, 'counted');
    soon { (record($redis, 'gil')->{n} || 0) == 2 } 'sent as ever';
    $edge->stop;
}

done_testing();

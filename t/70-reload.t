#!/usr/bin/perl

# Reload, quit and crash: with requests that wait for Redis, bodies half sent
# and records under way; a configuration that is refused changes nothing.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use JSON::PP;
use Test::More;
use Time::HiRes ();
use Coc::Client;
use Coc::Community;
use Coc::FakeRedis;
use Coc::Redis;
use Coc::Util qw(wait_for slow tempdir spew);

*post = \&Coc::Community::post;
*record = \&Coc::Community::record;
*entries = \&Coc::Community::entries;

sub soon(&$)
{
    my ($code, $name) = @_;

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return ok(Coc::Util::wait_for(\&$code, 20), $name);
}


sub head
{
    my ($member, $length) = @_;

    return Coc::Client::format_request('POST', '/post/post', undef,
        'Content-Type' => 'text/plain', 'Content-Length' => $length,
        'X-Member' => $member);
}


sub fds
{
    my ($pid) = @_;
    my @fds = glob "/proc/$pid/fd/*";
    return scalar @fds;
}


# a reload while one waits for Redis and another sends its body

my $redis = Coc::Redis->new;
my $edge = Coc::Community::edge(name => 'edge', redis => $redis,
    policy => 'coc_redis_timeout 20s;')->start;
my ($old) = $edge->workers;

Coc::Community::cocctl($edge, $redis, 'suspend', 'sue');
is(post($edge, 'ann', 'post', 'harmless')->{status}, 200, 'up');

my $half = $edge->client;
my $text = 'x' x 40_000 . ' zug3 ' . 'y' x 20_000;
$half->send(head('bob', length $text));
$half->send_pieces(substr($text, 0, 100), substr $text, 100, 39_902);

$redis->pause;

my @waits = map {
    my $c = $edge->client;
    $c->send(head($_, 4) . 'zug1');
    $c->drained;
    $c;
} qw(cho sue);

ok($waits[0]->silent(0.01), 'requests wait for Redis');
ok($edge->reload, 'a reload');
soon { my @new = $edge->workers; @new == 1 && $new[0] != $old }
    'a new worker';
ok(-d "/proc/$old", 'and the old one');
is($edge->request('GET', '/plain')->{status}, 200, 'the new one serves');

$redis->resume;
is($waits[0]->response->{status}, 403, 'who waited is answered');
like($waits[1]->response->{body}, qr/urn:coc:suspended/, 'by the record');
is(post($edge, 'sue', 'post', 'harmless')->{status}, 403,
   'as the new worker does');
ok($half->silent(0.01), 'the body is still awaited');
$half->send(substr $text, 40_002);
is($half->response->{status}, 403, 'screened to its end');
$_->close for $half, @waits;
soon { (record($redis, 'bob')->{p} || 0) == 3000 } 'and recorded';
soon { !-d "/proc/$old" } 'the old worker ends';


# twenty reloads: nothing grows

$edge->reload(wait_old => 1) for 1 .. 2;
post($edge, 'ann', 'post', 'harmless');
my @before = (fds($edge->pid), fds(($edge->workers)[0]));

for (1 .. 20) {
    $edge->reload(wait_old => 1) or last;
    is(post($edge, 'sue', 'post', 'harmless')->{status}, 403, "reload $_");
}

soon { fds($edge->pid) <= $before[0] }
    'the master has no more files open than before';
soon { fds(($edge->workers)[0]) <= $before[1] } 'nor has the worker';


# a configuration that is refused

my ($worker) = $edge->workers;
my %rules = Coc::Community::rules();
push @{$edge->{expect}}, qr/\[emerg\].*(?:ugly\.yaml:\d+:\d+: |coc_ladder)/;

$edge->file('rules/ugly.yaml', $rules{'ugly.yaml'} . "  - {id: [\n");
ok(!$edge->reload, 'broken rules are refused');
like($edge->error_log, qr/\[emerg\].*ugly\.yaml:\d+:\d+: /, 'with their place');
is(join(' ', $edge->workers), $worker, 'the worker goes on');
is(post($edge, 'dan', 'post', 'a zug1')->{status}, 403, 'by the old rules');

$edge->file('rules/ugly.yaml', $rules{'ugly.yaml'});
my $server = $edge->{server};
ok(!$edge->reload(server => "coc_ladder 3=shout; $server"),
   'a bad directive is refused');
is(join(' ', $edge->workers), $worker, 'the worker goes on');

$edge->file('rules/ugly.yaml',
            $rules{'ugly.yaml'} =~ s/zug9/snark/gr);
is(post($edge, 'dan', 'post', 'a snark')->{status}, 200, 'a word goes by');
ok($edge->reload(server => $server, wait_old => 1), 'mended');
is(post($edge, 'dan', 'post', 'a snark')->{status}, 403, 'the new rules hold');


# a worker that is killed

push @{$edge->{expect}}, qr/exited on signal 9/;
($worker) = $edge->workers;
my $half_sent = $edge->client;
$half_sent->send(head('eve', 100) . 'a');
$half_sent->drained;
kill 'KILL', $worker;
ok($half_sent->closed, 'a worker is killed');
soon { my ($new) = $edge->workers; $new && $new != $worker } 'there is a next';
soon {
    my $r = post($edge, 'sue', 'post', 'harmless');
    $r && $r->{status} == 403;
} 'and it knows who is suspended';
is(post($edge, 'eve', 'post', 'a zug2')->{status}, 403, 'screens');
is(record($redis, 'eve')->{p}, 2000, 'and records');
$edge->stop;


# quit while a record is under way

sub slow_redis
{
    return Coc::FakeRedis->new(redis => $redis, reply => sub {
        my ($command, $answer) = @_;
        return $command->[0] =~ /^(?:AUTH|SELECT|CLIENT|ROLE|PING)$/
            ? $answer : [ after => 0.2, $answer ];
    });
}


for my $signal ('QUIT', 'HUP') {
    my $late = slow_redis();
    my $quits = Coc::Community::edge(name => "$signal with a record",
        redis => $late, policy => 'coc_redis_timeout 5s;')->start;
    my $member = "fay-$signal";
    my $c = $quits->client;

    $c->send(head($member, 6) . 'a zug3');
    ok(wait_for { scalar grep { /^EVAL.*infraction/ } $late->commands },
       "$signal: a record is under way");

    if ($signal eq 'HUP') {
        ok($quits->reload, 'reload');
    } else {
        $quits->signal('QUIT');
    }

    my $r = $c->response;
    is($r && $r->{status}, 403, 'its request is answered');
    like($r && $r->{body}, qr/This is a warning/, 'with what it led to');
    $c->close;
    soon { scalar grep { $_->[1]{member}
                         eq Coc::Community::member_hash($member) }
               entries($redis, 'review') } 'the record is written to its end';
    $quits->stop;
    is(record($redis, $member)->{n}, 1, 'once');
    $late->stop;
}


# quit while the client is gone and Redis is slower than the deadline

my $late = slow_redis();
my $quits = Coc::Community::edge(name => 'quit, deadlines passed',
    redis => $late, policy => 'coc_redis_timeout 150ms;')->start;
post($quits, 'gus', 'post', 'a flim3');
ok($quits->wait_log(qr/coc: redis/), 'a record whose deadline passed');
$quits->signal('QUIT');
$quits->stop;
$late->stop;
cmp_ok(record($redis, 'gus')->{p} || 0, '<=', 3000, 'is not counted twice');


# quit while Redis refuses: it is tried for a while, then said

for my $error ("-LOADING Redis is loading\r\n", "-OOM no more\r\n") {
    my $refuses = Coc::FakeRedis->new(reply => sub {
        my ($command, $answer) = @_;
        return $command->[0] =~ /^EVAL/ ? $error : $answer;
    });
    my ($word) = $error =~ /(\w+)/;

    $quits = Coc::Community::edge(name => "quit, $word", redis => $refuses)
        ->start;
    post($quits, 'hal', 'post', 'a flim3') for 1 .. 3;
    ok($quits->wait_log(qr/refused a record/), "$word: refused");
    $quits->stop(timeout => 30);
    is(scalar(() = $quits->error_log =~ /\[crit\].*a record is lost: redis/g),
       3, 'what is lost is said');
    $refuses->stop;
}


# quit while each reply is too late: the lane is given up with its head

$late = slow_redis();
$quits = Coc::Community::edge(name => 'quit, too late', redis => $late,
    policy => 'coc_redis_timeout 100ms;')->start;
ok(wait_for { $late->connections } );
Coc::Community::posts($quits, map { [ 'kay', 'post', 'a flim3' ] } 1 .. 60);
my $began = Time::HiRes::time();
$quits->stop(timeout => 90);
cmp_ok(Time::HiRes::time() - $began, '<', 12 * slow(), 'too late: it ends');
$late->stop;


# quit while Redis is gone, or silent

my $brief = Coc::Redis->new;
$quits = Coc::Community::edge(name => 'quit, Redis gone', redis => $brief)
    ->start;
post($quits, 'ida', 'post', 'harmless');
$brief->kill;
post($quits, 'ida', 'post', 'a flim3');
$quits->stop(timeout => 30);
is(scalar(() = $quits->error_log =~ /\[crit\].*a record is lost: redis/g), 1,
   'gone: the loss is said');

# many of one member: given up together, not one after the other

for my $n (5, 200) {
    $quits = Coc::Community::edge(name => "quit, $n records",
        redis => $brief)->start;
    Coc::Community::posts($quits, map { [ 'ida', 'post', 'zug1' ] } 1 .. $n);
    my $from = Time::HiRes::time();
    $quits->stop(timeout => 60);
    cmp_ok(Time::HiRes::time() - $from, '<', 10 * slow(),
           "$n records of one member: it ends in seconds");
    is(scalar(() = $quits->error_log =~ /\[crit\].*a record is lost: redis/g),
       $n, 'each loss is said');
}

$quits = Coc::Community::edge(name => 'terminated with a record',
    redis => $brief)->start;
post($quits, 'ida', 'post', 'a flim3');
$quits->stop(signal => 'TERM');
is(scalar(() = $quits->error_log =~ /\[crit\].*a record is lost: the worker/g),
   1, 'terminated: too');

for my $timeout ('', 'worker_shutdown_timeout 1s;') {
    $quits = Coc::Community::edge(name => "quit, silent, $timeout",
        main => $timeout, redis => $redis,
        policy => 'coc_redis_timeout 3s; coc_redis_fail closed;')->start;
    post($quits, 'jay', 'post', 'harmless');
    $redis->pause;

    my $c = $quits->client;
    $c->send(head('jay', 8) . 'harmless');
    $c->drained;
    $quits->signal('QUIT');
    my $r = $c->response(timeout => 8 * slow());

    if ($timeout) {
        ok(!$r, 'worker_shutdown_timeout ends what waits');
    } else {
        is($r && $r->{status}, 503, 'quitting: the deadline, then the policy');
    }

    $c->close;
    $quits->stop(timeout => 30);
    $redis->resume;
}

done_testing();

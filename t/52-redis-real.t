#!/usr/bin/perl

# Faults that a real server makes by itself: what t/41 doesn't have.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use POSIX ();
use Test::More;
use Time::HiRes ();
use Coc::Client;
use Coc::Community;
use Coc::Faults;
use Coc::Redis;
use Coc::Util qw(wait_for slow spew);

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Community::$_"} for qw(post posts record told soon used);
}

my $serial = 0;

sub text { return Coc::Faults::member_text(++$serial) }


# Posts that are recorded, all on their way before any is answered.

sub send_posts
{
    my ($edge, $member, $n) = @_;
    my @clients = map { $edge->client } 1 .. $n;

    $_->send(Coc::Client::format_request('POST', '/post/post', text(),
        'Content-Type' => 'text/plain', 'X-Member' => $member,
        Connection => 'close')) for @clients;

    return @clients;
}


sub blocked
{
    my ($n, $name, @clients) = @_;

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is(join(', ', map { told($_->response) } @clients),
       join(', ', ('403 urn:coc:block') x $n), "$name: the content decides");
}


# The n-th record of this member is there, and no more than that, ever: what
# was sent twice is known by its id.

sub counted
{
    my ($redis, $member, $n, $name) = @_;
    my $hash = Coc::Community::member_hash($member);
    my %case;

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    soon {
        %case = ();
        $case{$_->[1]{case}}++ for grep { $_->[1]{member} eq $hash }
            Coc::Community::entries($redis, 'review');
        (record($redis, $member)->{n} || 0) >= $n && keys %case >= $n;
    } "$name: the records arrive";
    is(record($redis, $member)->{n} . ' ' . keys %case, "$n $n",
       "$name: each counted once");
}


sub connects
{
    my ($redis) = @_;
    return $redis->cmd('INFO', 'stats') =~ /total_connections_received:(\d+)/
           ? $1 : 0;
}


# killed in the middle of requests, under load, again and again; what it had
# acknowledged is on its disk

my $redis = Coc::Redis->new(aof => 'always');
my $edge = Coc::Community::edge(name => 'killed', redis => $redis,
    workers => 2, policy => 'coc_ladder 1000=warn;')->start;
my $calm = Coc::Faults::watch($edge);

for my $round (1 .. 3) {
    ok(used($edge), "killed, round $round: used");
    my @clients = send_posts($edge, "ann$round", 8);
    $redis->kill;
    push @clients, send_posts($edge, "ann$round", 2);
    blocked(10, 'killed', @clients);
    $calm->ok('killed');
    $redis->start;
}

counted($redis, "ann$_", 10, "killed, round $_") for 1 .. 3;


# restarted without its scripts: EVAL once, the count is exact

ok(used($edge), 'restarted: used');
my $evals = sub {
    $redis->cmd('INFO', 'commandstats') =~ /cmdstat_eval:calls=(\d+)/
        ? $1 : 0
};
$redis->stop->start;
ok(used($edge), 'restarted, without a script');
is($evals->(), 0, 'no EVAL yet');
post($edge, 'bob', 'post', text()) for 1 .. 6;
counted($redis, 'bob', 6, 'NOSCRIPT');
cmp_ok($evals->(), '>=', 1, 'NOSCRIPT: EVAL');
cmp_ok($evals->(), '<=', 2, 'once a worker');
$edge->stop;


# accepts, but does not answer: SIGSTOP, and all else goes on

$edge = Coc::Community::edge(name => 'real', redis => $redis,
    policy => 'coc_ladder 1000=warn; coc_redis_timeout '
              . 100 * slow() . 'ms;')->start;
$calm = Coc::Faults::watch($edge);
used($edge);
$redis->pause;
blocked(6, 'SIGSTOP', send_posts($edge, 'cho', 6));
soon { told(post($edge, 'cho', 'post', 'harmless')) eq '200 pass error' }
    'SIGSTOP: the breaker opens';
$calm->ok('SIGSTOP');
$redis->resume;
counted($redis, 'cho', 6, 'SIGSTOP');
ok(used($edge), 'SIGSTOP: used again');


# BUSY: someone's script runs on and on; it is not ours to kill

$redis->cmd('CONFIG', 'SET', 'busy-reply-threshold', 20);
my $pid = fork;

if (!$pid) {
    delete $redis->{fh};
    $redis->try('EVAL', 'while true do end', 0);
    POSIX::_exit(0);
}

soon { my ($v, $e) = $redis->try('PING'); defined $e && $e =~ /^BUSY/ }
    'a script runs on';
blocked(4, 'BUSY', send_posts($edge, 'dan', 4));
ok($edge->wait_log(qr/coc: redis .* is away: .*(?:BUSY|no replies|timed out)/),
   'BUSY: away');
soon { told(post($edge, 'dan', 'post', 'harmless')) eq '200 pass error' }
    'BUSY: nobody waits';
$calm->ok('BUSY');
my ($pong, $error) = $redis->try('PING');
like($error, qr/^BUSY/, 'still busy: nobody killed it');
$redis->cmd('SCRIPT', 'KILL');
waitpid $pid, 0;
counted($redis, 'dan', 4, 'BUSY');
ok(used($edge), 'BUSY: used again');


# MASTERDOWN: a replica of nobody that serves no stale data

$redis->cmd('CONFIG', 'SET', 'replica-serve-stale-data', 'no');
$redis->cmd('REPLICAOF', '127.0.0.1', 1);
blocked(4, 'MASTERDOWN', send_posts($edge, 'eve', 4));
soon { told(post($edge, 'eve', 'post', 'harmless')) eq '200 pass error' }
    'MASTERDOWN: away';
$calm->ok('MASTERDOWN');
$redis->cmd('REPLICAOF', 'NO', 'ONE');
counted($redis, 'eve', 4, 'MASTERDOWN');
ok(used($edge), 'MASTERDOWN: used again');


# writes are refused, reads go on.  MISCONF: its file can't be renamed over a
# folder

my %refusal = (
    MISCONF => [
        sub {
            mkdir $redis->dir . '/dump.rdb';
            mkdir $redis->dir . '/dump.rdb/x';
            $redis->cmd('CONFIG', 'SET', 'save', '3600 1000000');
            $redis->cmd('BGSAVE');
            wait_for { $redis->cmd('INFO', 'persistence')
                       =~ /rdb_last_bgsave_status:err/ };
        },
        sub { $redis->cmd('CONFIG', 'SET', 'save', '') } ],
    NOREPLICAS => [
        sub { $redis->cmd('CONFIG', 'SET', 'min-replicas-to-write', 1) },
        sub { $redis->cmd('CONFIG', 'SET', 'min-replicas-to-write', 0) } ],
    OOM => [
        sub { $redis->cmd('CONFIG', 'SET', 'maxmemory', 1) },
        sub { $redis->cmd('CONFIG', 'SET', 'maxmemory', 0) } ],
);

Coc::Community::cocctl($edge, $redis, 'suspend', 'sue');

for my $name (sort keys %refusal) {
    my ($begin, $end) = @{$refusal{$name}};
    my $before = connects($redis);

    $begin->();
    blocked(5, $name, send_posts($edge, "fay$name", 5));
    ok($edge->wait_log(qr/refused a record.*\Q$name\E/), "$name: said so")
        or diag($edge->error_log);
    is(told(post($edge, 'sue', 'post', 'harmless')),
       '403 urn:coc:suspended', "$name: reads go on");
    $calm->ok($name);
    is(connects($redis), $before, "$name: on the same connections");
    $end->();
    counted($redis, "fay$name", 5, $name);
}


# too many clients

$redis->cmd('CLIENT', 'NO-EVICT', 'on');
$redis->cmd('CONFIG', 'SET', 'maxclients', 1);
$redis->cmd('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
soon { told(post($edge, 'gus', 'post', 'harmless')) eq '200 pass error' }
    'maxclients: away';
blocked(3, 'maxclients', send_posts($edge, 'gus', 3));
ok($edge->wait_log(qr/max number of clients|connection was closed/),
   'maxclients: said so');
my $refused = sub {
    $redis->cmd('INFO', 'stats') =~ /rejected_connections:(\d+)/ ? $1 : 0
};
my $from = Time::HiRes::time();
my $first = $refused->();
soon { $refused->() >= $first + 2 } 'maxclients: it is tried again';
cmp_ok(($refused->() - $first) / (Time::HiRes::time() - $from), '<', 60,
       'backing off');
$calm->ok('maxclients');
$redis->cmd('CONFIG', 'SET', 'maxclients', 1000);
counted($redis, 'gus', 3, 'maxclients');
ok(used($edge), 'maxclients: used again');


# reload with records in flight: the old worker sees to its own

$redis->pause;
my @waits = send_posts($edge, 'hal', 5);
ok($edge->reload, 'reload with records in flight');
$redis->resume;
blocked(5, 'reload', @waits);
counted($redis, 'hal', 5, 'reload');
ok(used($edge), 'reload: the new worker uses it');

# quit: what is in flight is seen to first

$redis->pause;
@waits = send_posts($edge, 'ina', 5);
ok($_->drained, "quit: one is on its way") for @waits;
$edge->signal('QUIT');
ok($edge->wait_log(qr/gracefully shutting down/), 'quit with records in flight');
$redis->resume;
blocked(5, 'quit', @waits);
$edge->stop;
counted($redis, 'ina', 5, 'quit');
$edge->start;

# within the deadline, whatever Redis does

for my $name ('quit', 'worker_shutdown_timeout') {
    ok($edge->reload(main => "$name 1s;"), $name) if $name ne 'quit';
    ok(used($edge), "$name: used");
    $redis->pause;
    @waits = send_posts($edge, "ida$name", 5);
    ok($_->drained, "$name: one is on its way") for @waits;
    $from = Time::HiRes::time();
    $edge->stop;
    cmp_ok(Time::HiRes::time() - $from, '<', 15 * slow(), "$name: in time");
    $_->close for @waits;
    $redis->resume;
    $edge->start;
}

ok(used($edge), 'started anew: used');
$edge->stop;


# loading what it has: it answers, but not that

$redis->cmd('SET', "filler$_", 'x' x 100) for 1 .. 2000;
$redis->stop;
$edge = Coc::Community::edge(name => 'LOADING', redis => $redis)->start;
$calm = Coc::Faults::watch($edge);

$redis->{args} = [ '--key-load-delay', 1000,
                   '--loading-process-events-interval-bytes', 1024 ];
$redis->start(loading => 1);
like(($redis->try('GET', 'x'))[1], qr/^LOADING/, 'it loads');
blocked(4, 'LOADING', send_posts($edge, 'jay', 4));
is(told(post($edge, 'jay', 'post', 'harmless')), '200 pass error',
   'LOADING: away');
ok($edge->wait_log(qr/coc: redis .* is away: .*(?:LOADING|can't connect)/),
   'LOADING: said so');
$calm->ok('LOADING');
ok(used($edge), 'loaded: used');
counted($redis, 'jay', 4, 'LOADING');
$edge->stop;


# who it is, and what he may: no hot loop, a line of crit

my %acl = (
    NOAUTH => [ '', sub { $redis->cmd('ACL', 'SETUSER', 'default', '>secret') },
                sub { $redis->cmd('ACL', 'SETUSER', 'default', 'nopass') } ],
    WRONGPASS => [ 'user=edge password_file=%%DIR%%/password',
                   sub { $redis->cmd('ACL', 'SETUSER', 'edge', 'on', '>other',
                                     '~*', '&*', '+@all') },
                   sub { $redis->cmd('ACL', 'SETUSER', 'edge', '>secret') } ],
    NOPERM => [ 'user=edge password_file=%%DIR%%/password',
                sub { $redis->cmd('ACL', 'SETUSER', 'edge', '-hmget') },
                sub { $redis->cmd('ACL', 'SETUSER', 'edge', '+hmget') } ],
);

for my $name (qw(NOAUTH WRONGPASS NOPERM)) {
    my ($words, $begin, $end) = @{$acl{$name}};

    $begin->();
    $edge = Coc::Community::edge(name => $name,
        redis => $redis->address . " $words");
    $edge->file('password', "secret\n");
    $edge->start;
    $calm = Coc::Faults::watch($edge);

    my $member = lc "kim$name";
    is(told(post($edge, $member, 'post', 'harmless')), '200 pass error',
       "$name: policy");
    blocked(3, $name, send_posts($edge, $member, 3));
    ok($edge->wait_log(qr/\[crit\].*\Q$name\E/), "$name: crit")
        or diag($edge->error_log);

    my $n = connects($redis);
    $from = Time::HiRes::time();
    my $asked = 0;
    soon {
        $asked++;
        post($edge, $member, 'post', 'harmless');
        connects($redis) > $n + 2 || $asked > 60;
    } "$name: tried again";
    cmp_ok(connects($redis) - $n, '<', 5 + 30 * (Time::HiRes::time() - $from),
           "$name: no hot loop");
    cmp_ok(Coc::Faults::loud($edge), '<=', 3, "$name: few lines");
    $calm->ok($name);
    $end->();
    ok(used($edge), "$name: used once it may");
    counted($redis, $member, 3, $name);
    $edge->stop;
}


# the script fails half-way: HSET is denied, then what comes after it

for my $denied ('hset', 'pexpire') {
    $redis->cmd('ACL', 'SETUSER', 'edge', '+@all', "-$denied");
    $edge = Coc::Community::edge(name => "no $denied",
        redis => $redis->address . ' user=edge password_file=%%DIR%%/password');
    $edge->file('password', "secret\n");
    $edge->start;
    $calm = Coc::Faults::watch($edge);
    used($edge);

    my $member = "lea$denied";
    blocked(1, "no $denied", send_posts($edge, $member, 1));
    ok($edge->wait_log(qr/refused a record/), "no $denied: said so")
        or diag($edge->error_log);
    my $st = record($redis, $member);
    is(join(' ', map { defined $_ ? $_ : '-' } @$st{qw(n p)}),
       $denied eq 'hset' ? '- -' : '1 1000',
       $denied eq 'hset' ? 'unchanged' : 'or whole');
    is(told(post($edge, 'sue', 'post', 'harmless')), '403 urn:coc:suspended',
       "no $denied: reads go on");
    $calm->ok("no $denied");
    $redis->cmd('ACL', 'SETUSER', 'edge', "+$denied");
    counted($redis, $member, 1, "no $denied");
    $edge->stop;
}

$redis->stop;
done_testing();

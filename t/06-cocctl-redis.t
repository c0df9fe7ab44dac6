#!/usr/bin/perl

# cocctl against one server, Sentinel and Cluster, with TLS and without; what it
# says when they are not there, not willing, silent or elsewhere.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Coc::Cluster ();
use Coc::FakeRedis ();
use Coc::Redis ();
use Coc::Sentinel ();
use Coc::Tls ();
use Coc::Util qw(build_dir free_port slow slurp spew tempdir);
use JSON::PP qw(decode_json);
use Test::More;
use Time::HiRes ();

plan skip_all => 'redis-server is not installed' if !Coc::Redis::binary();

my $bin = build_dir() . '/cocctl';
my $dir = tempdir();
my $wait = 2 * slow() . 's';

spew("$dir/secret", 'a secret of at least thirty-two bytes');


# (exit status, stdout, stderr)

sub run
{
    my (@args) = @_;
    my $pid = fork;

    die "fork: $!" if !defined $pid;

    if ($pid == 0) {
        open STDIN, '<', '/dev/null' or die;
        open STDOUT, '>', "$dir/out" or die;
        open STDERR, '>', "$dir/err" or die;
        exec $bin, @args or die "exec: $!";
    }

    waitpid $pid, 0;
    return ($? & 127 ? "signal $?" : $? >> 8, slurp("$dir/out"), slurp("$dir/err"));
}


# The same of `cocctl member` or `stats`.

sub cocctl
{
    my ($redis, $command, @args) = @_;

    return run($command, @args, '--redis', $redis,
        $command eq 'member' ? ('--secret', "$dir/secret") : ());
}


sub step
{
    my ($redis, $who) = @_;
    my ($status, $out, $err) = cocctl($redis, 'member', 'show', $who,
        '--json', '--timeout', $wait);

    return $status ? $err : decode_json($out)->{step};
}


# All that a moderator does, by any way to Redis.

sub walk
{
    my ($name, $redis) = @_;
    my @timeout = ('--timeout', 10 * slow() . 's');

    is(step($redis, 'ann'), 'none', "$name: a clean record");

    my ($status, $out, $err) = cocctl($redis, 'member', 'mute', 'ann',
        '--for', '1h', @timeout);
    is($status, 0, "$name: mute") or diag($err);
    ($status, $out, $err) = cocctl($redis, 'member', 'suspend', $_,
        @timeout) for qw(bob cho dan eve);
    is($status, 0, "$name: suspend") or diag($err);
    is(step($redis, 'bob'), 'suspend', "$name: show");

    ($status, $out, $err) = cocctl($redis, 'stats', '--json', @timeout);
    is($status, 0, "$name: stats") or diag($err);
    my $stats = decode_json($out || '{}');
    is_deeply($stats->{sanctions}, { members => 5, mute => 1, suspend => 4,
        premoderate => 0, deactivate => 0 }, "$name: those under sanction");
    is($stats->{feed}{entries}, 5, "$name: the feed");
    ok(abs($stats->{feed}{changed} / 1000 - time) < 300, "$name: of now");
    is(scalar(grep { $_->{role} ne 'master' || $_->{version} !~ /^\d+\./
                     || !$_->{used_memory} } @{$stats->{servers}}), 0,
        "$name: each server tells");

    for my $who (qw(ann bob cho dan eve)) {
        ($status, $out, $err) = cocctl($redis, 'member', 'restore', $who,
            @timeout);
        is($status, 0, "$name: restore $who") or diag($err);
    }

    ($status, $out) = cocctl($redis, 'member', 'history', 'ann', @timeout);
    is(() = $out =~ /\n/g, 2, "$name: history");

    return $stats;
}


sub bad
{
    my ($name, $redis, $want, @more) = @_;
    my $began = Time::HiRes::time();
    my ($status, $out, $err) = cocctl($redis, 'member', 'show', 'ann', @more);

    is("$status|$out", '2|', "$name: exit 2");
    like($err, $want, "$name: why");
    is(() = $err =~ /\n/g, 1, "$name: one line") or diag($err);

    return Time::HiRes::time() - $began;
}


# one server

my $redis = Coc::Redis->new(tcp => 1);

walk('unix', 'unix:' . $redis->socket);
$redis->cmd('FLUSHALL');
my $stats = walk('tcp', $redis->address);
is(scalar @{$stats->{servers}}, 1, 'one server');
is($stats->{servers}[0]{node}, $redis->address, 'by name');
is($stats->{servers}[0]{edges}, 0, 'no edges');

my ($status, $out, $err) = cocctl($redis->address, 'stats');
is($status, 0, 'a table') or diag($err);
like($out, qr/^members +0 under sanction\n  mute +0\n/, 'of sanctions');
like($out, qr/^review +0 entries\nescalations +0 entries\ncare +0 entries\nfeed +10 entries,/m,
    'of streams');
like($out, qr/^server +127\.0\.0\.1:\d+\n  role +master\n/m, 'of servers');

# queues, their groups, what ran out, what a member has twice

for my $shard (0 .. 3) {
    $redis->cmd('XADD', "y:$shard:review", '*', 'case', $_) for 1 .. 3;
    $redis->cmd('XGROUP', 'CREATE', "y:$shard:review", 'desk', 0);
}

$redis->cmd('XREADGROUP', 'GROUP', 'desk', 'kim', 'COUNT', 2, 'STREAMS',
    'y:1:review', '>');
$redis->cmd('XADD', 'y:9:escalations', '*', 'case', 1);
$redis->cmd('ZADD', 'y:0:active', 1000, '0' x 32 . ':mute', '+inf',
    '1' x 32 . ':suspend', '+inf', '1' x 32 . ':mute', '+inf', 'nonsense');
$redis->cmd('ZADD', 'y:5:active', map { ('+inf',
    sprintf('%032x:premoderate', $_)) } 1 .. 3000);
$redis->cmd('CLIENT', 'SETNAME', 'ngx_http_coc');

($status, $out, $err) = cocctl($redis->address, 'stats', '--prefix', 'y:',
    '--json');
is($status, 0, 'another prefix') or diag($err);
$stats = decode_json($out);
is_deeply($stats->{sanctions}, { members => 3001, mute => 1, suspend => 1,
    premoderate => 3000, deactivate => 0 }, 'many, and each once');
is($stats->{escalations}{entries}, 1, 'escalations');
is($stats->{review}{entries}, 12, 'review');
is_deeply([ map { [ @$_{qw(name pending consumers)} ] }
            @{$stats->{review}{groups}} ], [ [ 'desk', 2, 1 ] ], 'its group');
my ($major) = $stats->{servers}[0]{version} =~ /^(\d+)/;
is($stats->{review}{groups}[0]{unread}, $major >= 7 ? 10 : undef, 'unread');
ok(!defined $stats->{feed}{changed}, 'a feed without an entry');
is($stats->{servers}[0]{edges}, 1, 'an edge');
($status, $out) = cocctl($redis->address, 'stats', '--prefix', 'y:');
like($out, qr/^  group +desk: 2 pending, (?:10|\?) unread, 1 consumers$/m,
    'in the table');

# a key of another kind is an error

$redis->cmd('SET', 'z:3:review', 'x');
($status, $out, $err) = cocctl($redis->address, 'stats', '--prefix', 'z:');
is("$status|$out", '2|', 'a key of another kind: exit 2');
like($err, qr/^cocctl: redis 127\.0\.0\.1:\d+: WRONGTYPE /, 'and why');

($status, $out, $err) = run('stats');
like("$status$err", qr/^2.*--redis is needed/, 'stats without --redis');
($status, $out, $err) = cocctl($redis->address, 'stats', 'ann');
like("$status$err", qr/^2.*options only/, 'stats of somebody');
bad('no time', $redis->address, qr/invalid --timeout "0"/, '--timeout', 0);

# rights that are missing are told in their lines

$redis->cmd('ACL', 'SETUSER', 'poor', 'on', '>pw', '~coc:*', '+ping', '+xlen');
spew("$dir/poor", 'pw');
my $poor = $redis->address . " user=poor password_file=$dir/poor";
($status, $out, $err) = cocctl($poor, 'stats', '--json');
is($status, 0, 'stats with few rights') or diag($err);
$stats = decode_json($out);
like($_, qr/^NOPERM /, 'said so') for $stats->{sanctions}{error},
    $stats->{review}{groups_error}, $stats->{feed}{error},
    map { @{$stats->{servers}[0]}{$_} } qw(role_error info_error edges_error);
is($stats->{review}{entries}, 0, 'what is permitted is told');
($status, $out, $err) = cocctl($poor, 'stats');
is(() = $out =~ /NOPERM/g, 8, 'in the table') or diag($out);
bad('a right that is missing', $poor, qr/redis 127\S+: NOPERM /);

# passwords

spew("$dir/wrong", 'no');
bad('a wrong password', $redis->address . " user=poor password_file=$dir/wrong",
    qr/^cocctl: redis 127\.0\.0\.1:\d+: WRONGPASS /);
bad('no such file', $redis->address . " password_file=$dir/none",
    qr/$dir\/none: No such file/);
bad('no such database', $redis->address . ' db=99', qr/: ERR .*range/);

# one that is away, for long and for a while

my $nobody = '127.0.0.1:' . free_port();
my $took = bad('down', $nobody, qr/^cocctl: redis $nobody: Connection refused/);
cmp_ok($took, '<', 4, 'at once');
bad('no such name', 'host.invalid', qr/^cocctl: redis host\.invalid:6379: /);

$redis->pause;
$took = bad('silent', $redis->address,
    qr/^cocctl: redis 127\.0\.0\.1:\d+: no answer in time/,
    '--timeout', '600ms');
cmp_ok($took, '<', 0.6 + 2 * slow(), 'not for ever');
$redis->resume;

my $fake = Coc::FakeRedis->new(redis => $redis, tcp => 1, reply => sub {
    my ($command, $answer, $n) = @_;
    return "-LOADING it reads\r\n" if $command->[0] eq 'HMGET' && $n < 4;
    return $answer;
});
is(step($fake->address, 'ann'), 'none', 'LOADING is waited for');
$fake->stop;

$fake = Coc::FakeRedis->new(redis => $redis, reply => sub {
    my ($command, $answer) = @_;
    return "-BUSY it runs a script\r\n" if $command->[0] eq 'HMGET';
    return $answer;
});
bad('busy for ever', $fake->address, qr/^cocctl: redis unix:\S+: BUSY it runs/,
    '--timeout', '300ms');
$fake->stop;

for my $case ([ "\$100000000\r\n", 'no answer in time' ],
              [ "*1073741824\r\n", "a reply that can't be read" ],
              [ "?\r\n", "a reply that can't be read" ],
              [ [ close => "*2\r\n\$1\r\n" ], 'closed the connection' ],
              [ "+OK\r\n", "can't be understood" ])
{
    my ($reply, $why) = @$case;

    $fake = Coc::FakeRedis->new(redis => $redis, reply => sub {
        my ($command, $answer) = @_;
        return $command->[0] eq 'HMGET' ? $reply : $answer;
    });
    bad('a reply ' . (ref $reply ? 'cut' : $reply =~ s/\r\n//r),
        $fake->address, qr/^cocctl: redis unix:\S+: .*\Q$why\E/,
        '--timeout', '300ms');
    $fake->stop;
}

$fake = Coc::FakeRedis->new(redis => $redis, reply => sub { [ bytes => $_[1] ] });
is(step($fake->address, 'ann'), 'none', 'a byte at a time');
$fake->stop;


# moderators' queues, wherever they are

sub review
{
    my ($name, $where) = @_;
    my @key = map { "coc:$_:escalations" } 0, 7, 15;
    my @list = ('review', 'list', '--stream', 'escalations');

    for my $i (0 .. 2) {
        my $id = $where->cmd('XADD', $key[$i], '*', 'case', "c$i", 'member', '');
        $where->cmd('SET', "coc:case:c$i", "$key[$i] $id");
    }

    ($status, $out, $err) = cocctl($where->address, @list);
    is("$status " . join(' ', $out =~ /"case":"(\w+)"/g), '0 c0 c1 c2',
       "$name: review list") or diag($err);

    for my $decision ([ 'uphold', 'c1' ], [ 'dismiss', 'c2' ]) {
        ($status, $out, $err) = cocctl($where->address, 'review', @$decision);
        is($status, 0, "$name: review @$decision") or diag($err);
    }

    ($status, $out) = cocctl($where->address, @list);
    is(join(' ', $out =~ /"case":"(\w+)"/g), 'c0', "$name: what is left");
    $where->cmd('DEL', $_) for @key, map { "coc:case:c$_" } 0 .. 2;
}


review('alone', $redis);
($status, $out, $err) = cocctl($redis->address, qw(review list --stream revue));
is("$status $err", qq{2 cocctl: there is no stream "revue"\n}, 'no such stream');


# TLS

my $tls = Coc::Tls->new;
my $secure = Coc::Redis->new(tls => $tls, tls_clients => 'yes');
my $at = '127.0.0.1:' . $secure->port;
my @client = ('cert=' . $tls->client_cert, 'key=' . $tls->client_key);
my $ca = 'ca=' . $tls->ca;

walk('TLS', $secure->address);
is(step("$at tls $ca @client", 'ann'), 'none', 'TLS by address');
is(step('localhost:' . $secure->port . " tls $ca @client", 'ann'), 'none',
    'TLS by name');
bad('an authority of the system', "$at tls @client",
    qr/^cocctl: redis $at: TLS: .*(?:self.signed|local issuer)/);
bad('another name', "$at tls $ca @client tls_name=other.test",
    qr/^cocctl: redis $at: TLS: .*mismatch/i);
bad('no certificate', "$at tls $ca", qr/^cocctl: redis $at: /);
bad('without TLS', $at, qr/^cocctl: redis $at: /);
bad('no TLS there', $redis->address . " tls $ca",
    qr/^cocctl: redis 127\S+: (?:TLS|no answer in time)/,
    '--timeout', '500ms');
bad('no such authority', "$at tls ca=$dir/none", qr/ca=$dir\/none: /);
bad('no such certificate', "$at tls $ca cert=$dir/none key=$dir/none",
    qr/cert=$dir\/none key=$dir\/none: /);
$secure->kill;


# Sentinel

my $sentinel = Coc::Sentinel->new(replicas => 1);
my ($port) = $sentinel->sentinel(0)->port;

walk('Sentinel', $sentinel->address);
review('Sentinel', $sentinel);
$sentinel->sentinel(0)->kill;
is(step($sentinel->address, 'ann'), 'none', 'one sentinel is down');

my $second = '127.0.0.1:' . $sentinel->sentinel(1)->port;
bad('another master', "sentinel theirs $second",
    qr/^cocctl: redis sentinel $second: it knows no master "theirs"/);
bad('no sentinel', "sentinel mymaster 127.0.0.1:$port",
    qr/^cocctl: redis 127\.0\.0\.1:$port: Connection refused/,
    '--timeout', '300ms');

cocctl($sentinel->address, 'member', 'mute', 'ann');
$sentinel->wait_synced;
$sentinel->kill_master;
($status, $out, $err) = cocctl($sentinel->address, 'member', 'suspend', 'ann',
    '--timeout', 20 * slow() . 's');
is($status, 0, 'after a failover') or diag($err);
is(step($sentinel->address, 'ann'), 'suspend', 'on the new master');

# one that still names a replica is asked again

my ($replica) = Coc::Redis->new(tcp => 1);
$replica->cmd('REPLICAOF', '127.0.0.1', $redis->port);
$fake = Coc::FakeRedis->new(tcp => 1, reply => sub {
    my ($command, $answer) = @_;
    return $answer if $command->[0] ne 'SENTINEL';
    my $to = -e "$dir/moved" ? $redis->port : $replica->port;
    spew("$dir/moved", '');
    return "*2\r\n\$9\r\n127.0.0.1\r\n\$" . length($to) . "\r\n$to\r\n";
});
is(step("sentinel m " . $fake->address, 'ann'), 'none',
    'a replica that was named is not taken');
ok(-e "$dir/moved", 'asked again');
$fake->stop;
$_->kill for $replica;
$sentinel->stop;


# Cluster

my $cluster = Coc::Cluster->new;

$stats = walk('Cluster', $cluster->address);
is(scalar @{$stats->{servers}}, 3, 'each master is asked');
review('Cluster', $cluster);
is(step('cluster 127.0.0.1:' . $cluster->node(4)->port, 'ann'), 'none',
    'a replica is a seed too');

cocctl($cluster->address, 'member', 'mute', 'ann');
my ($key) = grep { /\{\w+\}:st$/ } $cluster->keys('coc:*:st');
ok(defined $key, 'a record');

# a slot that moves while it is written, and when it has

($status, $out) = cocctl($cluster->address, 'member', 'show', 'ann', '--json');
$key = 'coc:{' . decode_json($out)->{hash} . '}:st';

my $slot = $cluster->slot($key);
my $old = $cluster->master($slot);
my ($to) = grep { $_ != $old } $cluster->masters;

my $move = $cluster->migrate_begin($slot, $to);
is(step($cluster->address, 'ann'), 'mute', 'a slot that moves');
$cluster->migrate_some($move);
is(step($cluster->address, 'ann'), 'mute', 'when the key has moved: ASK');
$cluster->migrate_end($move);
is(step($cluster->address, 'ann'), 'mute', 'when the slot has');

# a table that is out of date: MOVED

$fake = Coc::FakeRedis->new(redis => $old, tcp => 1, reply => sub {
    my ($command, $answer) = @_;
    return $answer if $command->[0] ne 'CLUSTER';
    my $port = $old->port;
    return "*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n\$9\r\n127.0.0.1\r\n:$port\r\n"
        . "\$2\r\nid\r\n";
});
is(step('cluster ' . $fake->address, 'ann'), 'mute', 'MOVED is followed');
$fake->stop;

# one that sends us round and round

$fake = Coc::FakeRedis->new(redis => $redis, tcp => 1, reply => sub {
    my ($command, $answer) = @_;
    my $port = slurp("$dir/port");
    return "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n\$-1\r\n:$port\r\n"
        if $command->[0] eq 'CLUSTER';
    return "-MOVED 1 :$port\r\n" if $command->[0] eq 'HMGET';
    return $answer;
});
spew("$dir/port", $fake->{port});
bad('round and round', 'cluster ' . $fake->address,
    qr/^cocctl: redis 127\S+: MOVED 1 :/, '--timeout', '500ms');
cmp_ok(scalar(grep { /HMGET/ } $fake->commands), '<', 80 * slow(),
    'not without a pause');
$fake->stop;

$cluster->kill_master($slot);
is(step($cluster->address, 'ann'), 'mute', 'after a node has died');
$cluster->stop;

bad('no node', "cluster $nobody",
    qr/^cocctl: redis $nobody: Connection refused/, '--timeout', '300ms');
bad('not a cluster', 'cluster ' . $redis->address,
    qr/^cocctl: redis 127\S+: ERR .*cluster support/);

done_testing();

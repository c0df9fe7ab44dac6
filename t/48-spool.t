#!/usr/bin/perl

# Records that wait for Redis on disk: each comes there once, in order, across
# a reload, workers and a machine that are killed, files that are cut or
# spoilt, a disk that is full.

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
use Coc::Util qw(wait_for slow tempdir slurp spew);

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Community::$_"}
        for qw(post posts record entries told soon used);
}

sub edge
{
    my (%arg) = @_;
    my $spool = delete $arg{spool};
    my $path = delete $arg{path} || '%%DIR%%/spool';

    return Coc::Community::edge(policy => 'coc_redis_timeout 300ms;', %arg,
        http => "coc_spool $path " . (defined $spool ? $spool : '') . ';'
                . ($arg{http} || ''));
}


sub files
{
    my @files = sort glob $_[0]->dir . '/spool/*.spool';
    return @files;
}


# The whole of nginx at once, as a machine that stops.

sub crash
{
    my ($edge) = @_;

    $edge->_kill;
    unlink $edge->dir . '/app.sock';
}


# The history of a member: "zug" points in order of what was posted.

sub history
{
    my ($redis, $member) = @_;
    my $key = 'coc:{' . Coc::Community::member_hash($member) . '}:log';

    return map { /^(\S+) (.*)/s && { %{decode_json($2)}, id => $1 } }
        @{$redis->cmd('ZRANGE', $key, 0, -1)};
}


# All that was posted is there, exactly once.

sub exact
{
    my ($redis, $member, $n, $points, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;

    soon { (record($redis, $member)->{n} || 0) >= $n } "$name: comes there";
    is(record($redis, $member)->{n}, $n, "$name: $n records");
    is(int((record($redis, $member)->{p} || 0) / 100 + 0.5), $points * 10,
       "$name: $points points");

    my %seen;
    soon { scalar(my @all = history($redis, $member)) == $n }
        "$name: history is whole";
    $seen{$_->{id}}++ for history($redis, $member);
    is(scalar(keys %seen), $n, "$name: each once");
}


# Whether a record waits in a file.

sub waits
{
    my ($edge) = @_;

    return scalar grep { my $text = slurp($_) || '';
                         my %open = map { $_ => 1 } $text =~ /^COC1 r (\w+)/mg;
                         delete $open{$_} for $text =~ /^COC1 d (\w+)/mg;
                         %open } files($edge);
}


sub settled
{
    my ($edge, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;

    return soon { !waits($edge) } "$name: nothing is left";
}


# nginx -t

for my $case (
    [ '', qr/invalid number of arguments in "coc_spool"/ ],
    [ 'a 64m fsync=1s x', qr/invalid number of arguments/ ],
    [ '%%DIR%%/spool 1k', qr/invalid size "1k" of "coc_spool", it must be at least 65536 bytes/ ],
    [ '%%DIR%%/spool lots', qr/invalid parameter "lots" of "coc_spool"/ ],
    [ '%%DIR%%/spool fsync=2s', qr/invalid "fsync=2s" in "coc_spool"/ ],
    [ '%%DIR%%/nginx.conf', qr/"coc_spool" can't write to ".*nginx.conf"/ ],
    [ '%%DIR%%/no/such/folder', qr/mkdir\(\) ".*no\/such\/folder" failed/ ],
    [ '%%DIR%%/spool; coc_spool %%DIR%%/b', qr/"coc_spool" directive is duplicate/ ],
) {
    my $bad = Coc::Nginx->new(http => "coc_spool $case->[0];");
    my ($ok, $text) = $bad->test;
    ok(!$ok, "\"coc_spool $case->[0]\" is refused");
    like($text, $case->[1], 'with a word');
}

{
    my $good = Coc::Nginx->new(http => 'coc_spool spool 1m fsync=always;');
    my ($ok, $text) = $good->test;
    ok($ok, 'a path below the prefix') or diag($text);
    ok(-d $good->dir . '/spool', 'is made');
    is((stat $good->dir . '/spool')[2] & 0777, 0700, 'for the workers alone');
}


# down while they come, then up

my $redis = Coc::Redis->new;

for my $fsync ('off', '1s', 'always') {
    my $edge = edge(name => "fsync=$fsync", redis => $redis,
        spool => "1m fsync=$fsync")->start;
    my $who = "ann-$fsync";

    used($edge);
    post($edge, $who, 'post', 'zug1');
    settled($edge, 'one');
    $redis->kill;

    for my $points (2 .. 4) {
        post($edge, $who, 'post', "zug$points");
        Time::HiRes::sleep(0.01);       # history is by the millisecond
    }

    my @r = posts($edge, map { [ $who, 'post', "zug$_" ] } 1 .. 6);
    is(scalar(grep { told($_) eq '403 urn:coc:block' } @r), 6,
       "$fsync: the content decides");
    my @files = files($edge);
    is(scalar @files, 1, 'one file');
    my $text = slurp($files[0]);
    is(scalar(() = $text =~ /^COC1 r /mg), 10, 'ten records in it');
    is(scalar(() = $text =~ /^COC1 d /mg), 1, 'one crossed out');
    unlike($text, qr/\Q$who\E/, 'who posted is not said');
    is((stat $files[0])[2] & 0777, 0600, 'for the workers alone');

    $redis->start;
    exact($redis, $who, 9, 30, $fsync);     # the first went with Redis
    settled($edge, $fsync);
    soon { 9 == grep { $_->[1]{member} eq Coc::Community::member_hash($who) }
               entries($redis, 'review') } 'all are for review';
    is_deeply([ map { $_->{points} } (history($redis, $who))[0 .. 2] ],
              [ 2, 3, 4 ], 'in order');
    $edge->stop;
    is(scalar files($edge), 0, 'no file is left');
    $redis->cmd('FLUSHALL');
}


# across a reload, a worker that is killed, and all of nginx that is killed

my $edge = edge(name => 'restarts', redis => $redis,
    expect => [ qr/exited on signal 9/ ])->start;
used($edge);
$redis->kill;
post($edge, 'bob', 'post', "zug$_") for 1 .. 3;
ok($edge->reload(wait_old => 1), 'reload: the old worker does not wait');
post($edge, 'bob', 'post', "zug$_") for 4 .. 6;

my ($worker) = $edge->workers;
kill 'KILL', $worker;
ok(wait_for { grep { $_ != $worker } $edge->workers }, 'a worker is killed');
post($edge, 'bob', 'post', "zug$_") for 7 .. 9;
my $lines = join '', map { slurp($_) } files($edge);
is(scalar(() = $lines =~ /^COC1 r /mg), 9, 'all are on disk');

crash($edge);
$edge->start;
post($edge, 'bob', 'post', "zug1");
$redis->start;
exact($redis, 'bob', 10, 46, 'restarted');
settled($edge, 'restarted');
soon { files($edge) <= 1 } 'the files of those that are gone are removed';
unlike($edge->error_log, qr/record is lost/, 'none is lost');


# an old worker that can't end: its records are not its own any more

$redis->cmd('FLUSHALL');
used($edge);
$redis->kill;
post($edge, 'ben', 'post', "zug$_") for 1 .. 3;
my $slowly = $edge->client;
$slowly->send("POST /post/post HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
ok($slowly->drained && $slowly->silent(0.02), 'a body that does not come');
my ($stays) = $edge->workers;
ok($edge->reload, 'reload');
$redis->start;
exact($redis, 'ben', 3, 6, 'the old worker stays');
ok(-d "/proc/$stays", 'it does');
$slowly->close;


# killed while records are under way: those that came there are not counted
# twice

$redis->cmd('FLUSHALL');
my $slow = Coc::FakeRedis->new(redis => $redis, reply => sub {
    my ($command, $answer) = @_;
    return $command->[0] =~ /^(?:AUTH|SELECT|CLIENT|ROLE|PING)$/
        ? $answer : [ after => 0.02, $answer ];
});
my $mid = edge(name => 'killed under way', redis => $slow,
    expect => [ qr/exited on signal 9/ ])->start;
used($mid);

for my $round (1 .. 3) {
    posts($mid, map { [ "cho$_", 'post', 'zug2' ] } 1 .. 4);
    posts($mid, [ 'cho1', 'post', 'zug1' ]);
    my ($pid) = $mid->workers;
    kill 'KILL', $pid;
    wait_for { grep { $_ != $pid } $mid->workers };
}

exact($redis, "cho$_", $_ == 1 ? 6 : 3, $_ == 1 ? 9 : 6, "cho$_") for 1 .. 4;
settled($mid, 'killed under way');
$mid->stop;
$slow->stop;


# torn and spoilt files

$redis->kill;
post($edge, 'dan', 'post', "zug$_") for 1 .. 6;
crash($edge);
my ($file) = (grep { slurp($_) =~ /^COC1 r /m } files($edge))[-1];
my $text = slurp($file);
my @at;
push @at, $-[0] while $text =~ /^COC1 r /mg;
splice @at, 0, @at - 6;
is(scalar(@at), 6, 'six records');
substr $text, $at[2] + 80, 1, chr(ord(substr $text, $at[2] + 80, 1) ^ 1);
spew($file, substr $text, 0, $at[5] + 100);
my $torn = $edge->dir . '/logs/error.log';
rename $torn, "$torn.1";
$edge->start;
$redis->start;
exact($redis, 'dan', 4, 12, 'spoilt: the others');
like($edge->error_log, qr/no sound line in \d+ bytes of/, 'said');
settled($edge, 'spoilt');
$edge->stop;


# full: said, counted, and kept in memory

$redis->cmd('FLUSHALL');
$edge = edge(name => 'full', redis => $redis, spool => '64k fsync=off')->start;
used($edge);
$redis->kill;
post($edge, 'eve', 'post', 'zug1') for 1 .. 130;
ok($edge->wait_log(qr/\[crit\].*the spool is full, records wait in memory/),
   'full: said');
is(scalar(() = $edge->error_log =~ /the spool is full/g), 1, 'once');
cmp_ok(-s (files($edge))[0], '<=', 64 * 1024, 'bounded');
$redis->start;
exact($redis, 'eve', 130, 130, 'full');
settled($edge, 'full');
post($edge, 'eva', 'post', 'zug1');
exact($redis, 'eva', 1, 1, 'and after it');
$edge->stop;


# the smallest, with nothing that waits: never full

$redis->cmd('FLUSHALL');
$edge = edge(name => 'smallest', redis => $redis,
    spool => '64k fsync=off')->start;
used($edge);

for my $i (1 .. 200) {
    post($edge, "ivy$i", 'post', 'zug1');
    wait_for { !waits($edge) };
}

is(scalar(() = $edge->error_log =~ /the spool is full/g), 0,
   'room again, each time');
settled($edge, 'smallest');
$edge->stop;


# full for all: what a process leaves behind counts, or each reload would begin
# anew

$redis->cmd('FLUSHALL');
$edge = edge(name => 'folder', redis => $redis,
    spool => '64k fsync=off')->start;
used($edge);
$redis->kill;

for my $reload (1 .. 4) {
    post($edge, 'hal', 'post', 'zug1') for 1 .. 130;
    ok($edge->reload, "reload $reload");
}

my $bytes = 0;
$bytes += -s $_ for files($edge);
cmp_ok($bytes, '<=', 2 * 64 * 1024, 'a folder is bounded');
cmp_ok($bytes, '>=', 64 * 1024, 'and used');
$lines = () = join('', map { slurp($_) } files($edge)) =~ /^COC1 r /mg;
$redis->start;
soon { (record($redis, 'hal')->{n} || 0) >= $lines } 'all of it comes';
settled($edge, 'folder');
$edge->stop;


# more than fit in memory: read back in order

$redis->cmd('FLUSHALL');
$edge = edge(name => 'backlog', redis => $redis,
    http => 'keepalive_requests 10000;')->start;
used($edge);
$redis->kill;
my $client = $edge->client;
my $n = 3400;

for my $i (1 .. $n) {
    my $body = 'zug' . (1 + $i % 2);
    $client->send("POST /post/post HTTP/1.1\r\nHost: a\r\nX-Thread: $i\r\n"
        . 'X-Member: fay' . $i % 40 . "\r\nContent-Type: text/plain\r\n"
        . "Content-Length: 4\r\n\r\n");
    $client->send(substr $body, 0, 4);
    $client->response or last;
}

$client->close;
$lines = join '', map { slurp($_) } files($edge);
is(scalar(() = $lines =~ /^COC1 r /mg), $n, "$n records on disk");
$redis->start;
soon { (record($redis, 'fay1')->{n} || 0) >= 10 } 'some are there';
ok($edge->reload, 'a reload in the midst of it');
ok(wait_for(sub { my $sum = 0;
                  $sum += record($redis, "fay$_")->{n} || 0 for 0 .. 39;
                  $sum >= $n }, 90), 'all come there');
is(scalar(grep { (record($redis, "fay$_")->{n} || 0) != $n / 40 } 0 .. 39), 0,
   'each once');
settled($edge, 'backlog');
my @times = map { $_->{time} } history($redis, 'fay1');
is_deeply(\@times, [ sort { $a <=> $b } @times ], 'history in order');
unlike($edge->error_log, qr/record is lost/, 'none is lost');
$edge->stop;


# a disk that is full

SKIP: {
    my $dir = tempdir() . '/tiny';
    mkdir $dir;
    skip 'no tmpfs may be mounted here: A FULL DISK IS NOT TESTED', 5
        if $> != 0
           || system("mount -t tmpfs -o size=64k,mode=777 tmpfs $dir 2>/dev/null");

    my $tiny = edge(name => 'no space', redis => $redis, path => $dir)->start;
    used($tiny);
    $redis->kill;
    post($tiny, 'gus', 'post', 'zug1') for 1 .. 130;
    ok($tiny->wait_log(qr/\[crit\].*the spool can't be written: .*\(28: No space/),
       'no space: said');
    $redis->start;
    soon { (record($redis, 'gus')->{n} || 0) >= 130 } 'those in memory too';
    is(record($redis, 'gus')->{n}, 130, 'each once');
    my ($left) = glob "$dir/*.spool";
    ok(!defined $left || slurp($left) !~ /^COC1 (?!.* [0-9a-f]{8} .*$)/m,
       'no half a line');
    $tiny->stop;
    system("umount $dir");
}


# Redis that takes no writes, for a while

$redis->cmd('FLUSHALL');
$edge = edge(name => 'no memory', redis => $redis)->start;
used($edge);
$redis->cmd('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
$redis->cmd('CONFIG', 'SET', 'maxmemory', 1);
post($edge, 'hal', 'post', 'zug1') for 1 .. 3;
ok($edge->wait_log(qr/refused a record.*OOM/), 'OOM: refused');
is(told(post($edge, 'hal', 'post', 'harmless')), '200 pass miss',
   'reads go on');
ok($edge->reload(wait_old => 1), 'reload');
$redis->cmd('CONFIG', 'SET', 'maxmemory', 0);
exact($redis, 'hal', 3, 3, 'OOM');

$redis->cmd('CONFIG', 'SET', 'min-replicas-to-write', 1);
post($edge, 'ida', 'post', 'zug1') for 1 .. 3;
ok($edge->wait_log(qr/refused a record.*NOREPLICAS/), 'NOREPLICAS: refused');
$redis->cmd('CONFIG', 'SET', 'min-replicas-to-write', 0);
exact($redis, 'ida', 3, 3, 'NOREPLICAS');


# what Redis will never take is set aside; it can be sent once it may

my $key = 'coc:{' . Coc::Community::member_hash('jay') . '}:st';
$redis->cmd('SET', $key, 'x');
post($edge, 'jay', 'post', "zug$_") for 1 .. 3;
soon { 3 == (() = $edge->error_log
                  =~ /\[crit\].*a record is rejected.*WRONGTYPE/g) }
    'WRONGTYPE: given up after a while, and said';
my $rejected = $edge->dir . '/spool/rejected';
is(scalar(() = (slurp($rejected) || '') =~ /^COC1 r /mg), 3, 'set aside');
settled($edge, 'rejected');
post($edge, 'kay', 'post', 'zug1');
exact($redis, 'kay', 1, 1, 'others go on');
$redis->cmd('DEL', $key);
rename $rejected, $edge->dir . '/spool/again.spool';
exact($redis, 'jay', 3, 6, 'mended and renamed');
soon { !-e $edge->dir . '/spool/again.spool' } 'the file is gone';
unlike($edge->error_log, qr/record is lost/, 'none is lost');


# the same text again; the same request id

post($edge, 'lea', 'post', 'zug4 again', 'X-Thread' => 'a') for 1 .. 3;
post($edge, 'lea', 'post', 'zug4 again', 'X-Thread' => 'b');
post($edge, 'lea', 'post', 'zug4 other', 'X-Thread' => 'a');
my $record = record($redis, 'lea');
is(int($record->{p} / 100 + 0.5), 120, 'the same text in a thread: once');
soon { 3 == (() = history($redis, 'lea')) } 'in history too';
soon { 5 == grep { $_->[1]{member} eq Coc::Community::member_hash('lea') }
           entries($redis, 'review') } 'each is for review';
$edge->stop;


# a Redis that is no longer configured

my $other = Coc::Redis->new;
$edge = edge(name => 'two', redis => $redis,
    server => 'location /x { coc on; coc_redis ' . $other->address . '; }')
    ->start;
used($edge);
$redis->kill;
post($edge, 'mia', 'post', 'zug3');
crash($edge);
$edge->stop;
my ($kept) = grep { slurp($_) =~ /^COC1 r /m } files($edge);
my $swap = slurp($kept);
$redis->start;
my $third = Coc::Redis->new;
my $moved = Coc::Community::edge(name => 'moved', redis => $other,
    http => 'coc_spool ' . $edge->dir . '/spool;',
    server => 'location /x { coc on; coc_redis ' . $third->address . '; }')
    ->start;
ok($moved->wait_log(qr/a record stays in ".*no "coc_redis" is its own/),
   'of a Redis that is gone: said');
ok(-e $kept, 'it stays');
$moved->stop;
ok(-e $kept, 'also when nginx ends');
my $single = Coc::Community::edge(name => 'one', redis => $other,
    http => 'coc_spool ' . $edge->dir . '/spool;')->start;
exact($other, 'mia', 1, 3, 'the only one there is');
soon { !-e $kept } 'and the file is gone';
$single->stop;


# fsync=always: by another thread than the one that serves

SKIP: {
    my ($strace) = grep { -x } map { "$_/strace" } split /:/, $ENV{PATH};
    skip 'no strace: WHERE FSYNC RUNS IS NOT TESTED', 3 if !$strace;

    $redis->kill;
    my $sync = edge(name => 'always', redis => $redis,
        spool => '1m fsync=always')->start;
    my ($pid) = $sync->workers;
    my $out = tempdir() . '/trace';
    my $tracer = fork;

    if ($tracer == 0) {
        open STDERR, '>', '/dev/null';
        exec $strace, '-f', '-e', 'trace=fsync,fdatasync,sendto,writev,write',
            '-p', $pid, '-o', $out;
        exit 127;
    }

    my $traced = wait_for { (slurp("/proc/$pid/status") || '')
                            =~ /^TracerPid:\s+[1-9]/m };

    if (!$traced) {
        kill 'KILL', $tracer;
        waitpid $tracer, 0;
        $sync->stop;
        skip 'strace may not trace: WHERE FSYNC RUNS IS NOT TESTED', 3;
    }

    post($sync, 'nan', 'post', 'zug1');
    kill 'INT', $tracer;
    waitpid $tracer, 0;
    my $trace = slurp($out);
    my @sync = $trace =~ /^(\d+) +f(?:data)?sync\(/mg;
    ok(@sync, 'synced');
    is(scalar(grep { $_ == $pid } @sync), 0, 'not in the event loop');
    like($trace, qr/COC1 r.*fdatasync.*HTTP\/1\.1 403/s,
         'written, synced, then answered');
    $redis->start;
    $sync->stop;
}

done_testing();

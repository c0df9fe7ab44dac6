#!/usr/bin/perl

# Redis away, slow, refusing or out of its mind: the policy decides, nothing
# else notices, no record is lost or counted twice, and what comes back is used
# without a reload.

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

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Community::$_"}
        for qw(post posts record entries told soon used);
}

sub loud
{
    my ($edge) = @_;
    return scalar grep { /\[(?:error|crit)\].*coc: redis/ }
        split /\n/, $edge->error_log;
}


# down at start; come later

my $redis = Coc::Redis->new(stopped => 1);
my $open = Coc::Community::edge(name => 'open', redis => $redis)->start;
my $closed = Coc::Community::edge(name => 'closed', redis => $redis,
    policy => 'coc_redis_fail closed;')->start;

is(told(post($open, 'ann', 'post', 'harmless')), '200 pass error',
   'open: the content decides');
is(told(post($open, 'ann', 'post', 'a zug2')), '403 urn:coc:block',
   'and blocks');
is(told(post($open, 'bob', 'post', 'flim3')), '200 flag error', 'and flags');

my $r = post($closed, 'ann', 'post', 'harmless');
is(told($r), '503 urn:coc:unavailable', 'closed: 503');
ok($r->{headers}{'retry-after'}, 'with Retry-After');
is(told(post($closed, '', 'post', 'harmless')), '200 pass off',
   'who is not logged in needs no record');

my @r = posts($open, map { [ 'cho', 'post', "zug1 $_" ] } 1 .. 30);
is(scalar(grep { told($_) eq '403 urn:coc:block' } @r), 30, '30 more');
is($open->request('GET', '/plain')->{status}, 200, 'others are served');
is(loud($open), 1, 'one line in the log for all of it');

$redis->start;
ok(used($_), "$_->{name}: used once it is there") for $open, $closed;
ok($open->wait_log(qr/\[notice\].*coc: redis .* is connected/), 'and said');
is(told(post($closed, 'ann', 'post', 'harmless')),
   '200 pass ' . (%{record($redis, 'ann')} ? 'hit' : 'miss'), 'closed: open');

soon { (record($redis, 'cho')->{n} || 0) == 30 }
    '30 records made while it was away are there';
soon { keys %{record($redis, 'ann')} && keys %{record($redis, 'bob')} }
    'and the others';
is(record($redis, 'ann')->{p}, 2000, 'ann: 2 points');
is(record($redis, 'bob')->{p}, 3000, 'bob: 3');
cmp_ok(record($redis, 'cho')->{p}, '>', 29_900, 'cho: 30, once each');
cmp_ok(record($redis, 'cho')->{p}, '<=', 30_000, 'and not more');
soon { entries($redis, 'review') == 32 } 'all are for review';


# killed and started in between

$redis->kill;
is(told(post($open, 'dan', 'post', 'a zug2')), '403 urn:coc:block', 'killed');
post($open, 'dan', 'post', "a flim3 $_") for 1 .. 5;
is(told(post($closed, 'dan', 'post', 'harmless')), '503 urn:coc:unavailable',
   'closed is closed again');
$redis->start;
soon { (record($redis, 'dan')->{n} || 0) == 6 }
    'started: all six records are sent';
is(int(record($redis, 'dan')->{p} / 10 + 0.5), 1700, 'and counted once');
ok(used($closed), 'closed is open again');


# killed while a request waits

my $waits = $open->client;
$redis->pause;
$waits->send(Coc::Client::format_request('POST', '/post/post', 'a flim3',
    'Content-Type' => 'text/plain', 'X-Member' => 'eve'));
ok($waits->drained && $waits->silent(0.02), 'a request waits for Redis');
is($open->request('GET', '/plain')->{status}, 200, 'another does not');
my $from = Time::HiRes::time();
$redis->kill;
$r = $waits->response;
is(told($r), '200 flag error', 'killed: policy');
cmp_ok(Time::HiRes::time() - $from, '<', 1.5 * slow(), 'at once');
$redis->start;
soon { (record($redis, 'eve')->{p} || 0) == 3000 } 'its record is sent later';
$closed->stop;


# NOSCRIPT, OOM, a replica

used($open);
$redis->cmd('FLUSHALL');
post($open, 'fay', 'post', 'zug1');
$redis->cmd('SCRIPT', 'FLUSH');
is(told(post($open, 'fay', 'post', 'a zug1')), '403 urn:coc:block',
   'after SCRIPT FLUSH');
is(record($redis, 'fay')->{n}, 2, 'two records');
is(int(record($redis, 'fay')->{p} / 10 + 0.5), 200, 'two points');

$redis->cmd('CONFIG', 'SET', 'maxmemory', 1);
my $refused = sub {
    scalar grep { /\[error\].*refused a record/ } split /\n/, $open->error_log
};
@r = posts($open, map { [ "gus$_", 'post', 'flim3' ] } 1 .. 20);
is(scalar(grep { $_->{status} == 200 } @r), 20, 'out of memory: forwarded');
is($r[0]{headers}{'x-redis'}, 'error', 'the application sees it');
is(told(post($open, 'fay', 'post', 'harmless')), '200 pass hit',
   'reading goes on');
cmp_ok($refused->(), '<=', 1, 'one line for 20 refusals');
$redis->cmd('CONFIG', 'SET', 'maxmemory', 0);
soon {
       my $sum = 0;
       $sum += record($redis, "gus$_")->{p} || 0 for 1 .. 20;
       $sum == 60_000;
   } 'all are sent again, and counted once';

$redis->cmd('REPLICAOF', '127.0.0.1', 1);
is(post($open, 'hal', 'post', 'zug3')->{status}, 403, 'a replica now');
ok($open->wait_log(qr/coc: redis .* is away: .*(?:READONLY|handshake)/),
   'is not written to');
is(told(post($open, 'fay', 'post', 'harmless')), '200 pass error',
   'nor read from');
$redis->cmd('REPLICAOF', 'NO', 'ONE');
soon { (record($redis, 'hal')->{p} || 0) == 3000 }
    'the master again: the record is there';
$open->stop;


# SIGSTOP: the deadline, then the breaker

my $brisk = Coc::Community::edge(name => 'brisk', redis => $redis,
    policy => 'coc_redis_timeout 100ms;')->start;
used($brisk);
$redis->pause;
my @told = map { told(post($brisk, "ida$_", 'post', 'harmless')) } 1 .. 4;
is("@told[0 .. 2]", '200 pass timeout 200 pass timeout 200 pass timeout',
   'silent: the deadline');
is($told[3], '200 pass error', 'then the breaker');
$from = Time::HiRes::time();
post($brisk, 'jay', 'post', "a flim3 $_") for 1 .. 10;
cmp_ok(Time::HiRes::time() - $from, '<', 0.9 * slow(),
       'nobody waits any more');
is($brisk->request('GET', '/plain')->{status}, 200, 'others are served');
$redis->resume;
ok(used($brisk), 'it answers again');
soon { (record($redis, 'jay')->{n} || 0) == 10 } 'ten records are sent';
is(int(record($redis, 'jay')->{p} / 100 + 0.5), 300, 'and counted once');
is(loud($brisk), 1, 'one line');
$brisk->stop;


# Redis did it, and its reply is lost: twelve records of one member at once

my $flag = tempdir() . '/flag';
my $fake = Coc::FakeRedis->new(redis => $redis, reply => do {
    my $mute = 0;
    sub {
        my ($command, $answer, $n) = @_;
        $mute = 0 if $n == 0;
        $mute = 1 if $command->[0] =~ /^EVAL/ && -e $flag;
        return $mute ? undef : $answer;
    };
});
my $lossy = Coc::Community::edge(name => 'lossy', redis => $fake,
    policy => 'coc_redis_timeout 300ms; coc_ladder 1000=warn;')->start;
used($lossy);
spew($flag, '');
@r = posts($lossy, map { [ 'kim', 'post', "zug1 $_" ] } 1 .. 12);
is(scalar(grep { told($_) eq '403 urn:coc:block' } @r), 12, 'all answered');
unlink $flag;
soon { (grep { $_->[1]{member} eq Coc::Community::member_hash('kim') }
                   entries($redis, 'review')) == 12 } 'all are sent again';
is(record($redis, 'kim')->{n}, 12, 'and counted once')
    or diag(join "\n", $fake->commands);
is(int(record($redis, 'kim')->{p} / 100 + 0.5), 120, 'twelve points');
$lossy->stop;
$fake->stop;


# every reply late: who leaves leaves a gap, and nobody gets another's

Coc::Community::cocctl($lossy, $redis, 'suspend', 'sue');
my $late = Coc::FakeRedis->new(redis => $redis, reply => sub {
    my ($command, $answer) = @_;
    return $command->[0] =~ /^(?:AUTH|SELECT|CLIENT|ROLE|PING)$/
        ? $answer : [ after => 0.2, $answer ];
});
my $patient = Coc::Community::edge(name => 'patient', redis => $late,
    policy => 'coc_redis_timeout 4s;')->start;
used($patient);

my @clients;

for my $i (1 .. 24) {
    my $member = $i % 3 ? "tom$i" : 'sue';
    my $c = $patient->client;

    $c->send(Coc::Client::format_request('POST', '/post/post', undef,
        'Content-Type' => 'text/plain', 'Content-Length' => 8,
        'X-Member' => $member));
    push @clients, [ $member, $c, $i ];
}

my $hmget = sub { scalar grep { /^HMGET/ } $late->commands };
my $asked = $hmget->();
soon { $hmget->() >= 24 } '24 ask' or diag($asked);

for my $entry (@clients) {
    my (undef, $c, $i) = @$entry;

    $c->abort if $i % 4 == 1;
    $c->close if $i % 4 == 2;
}

for my $entry (grep { $_->[2] % 4 != 1 && $_->[2] % 4 != 2 } @clients) {
    my ($member, $c) = @$entry;

    $c->send('harmless');
    my $told = told($c->response);
    is($told, $member eq 'sue' ? '403 urn:coc:suspended' : '200 pass miss',
       "$member: own standing");
    $c->close;
}

my $left = sub {
    scalar grep { $_->[1] eq '499' } Coc::Community::log_lines($patient);
};
soon { $left->() >= 12 } 'those that left are let go';
is($left->(), 12, 'and no others');

my $c = $patient->client;
$c->send(Coc::Client::format_request('POST', '/post/post', 'a flim3 text',
    'Content-Type' => 'text/plain', 'X-Member' => 'una'));
soon { grep { /^EVAL.*infraction/ } $late->commands } 'a record is awaited';
$c->abort;
soon { $left->() == 13 } 'the client leaves';
is(told(post($patient, 'vic', 'post', 'harmless')), '200 pass miss',
   'the next one');
soon { (grep { $_->[1]{member} eq Coc::Community::member_hash('una') }
               entries($redis, 'review')) == 1 } 'the record arrives';
is(record($redis, 'una')->{n}, 1, 'once');
is(scalar(grep { /prematurely|not asked for|can't be read/ }
          grep { /coc: redis/ } split /\n/, $patient->error_log), 0,
   'the connection is as it was');
is($late->connections, 1, 'and the same') or diag($patient->error_log);
$patient->stop;

my $hasty = Coc::Community::edge(name => 'hasty', redis => $late,
    policy => 'coc_redis_timeout 100ms;')->start;
wait_for { $late->connections > 1 };
@r = posts($hasty, map { [ $_ % 2 ? 'sue' : "wes$_", 'post', 'harmless' ] }
                   1 .. 40);
is(scalar(grep { told($_) !~ /^200 pass (?:timeout|error)$/ } @r), 0,
   'each reply too late: policy for all, nobody is taken for sue');
$hasty->stop;
$late->stop;


# out of its mind.  Each: what it does; what the first request is told; what
# the log says.  Once it is sane again it is used.
#
# fields(x): an array of as many x as were asked for.

my @cases = (
    [ 'too many clients', { connect =>
        sub { [ close => "-ERR max number of clients reached\r\n" ] } },
      qr/^200 pass error/, qr/max number of clients|connection was closed/ ],
    [ 'says something first', { connect => sub { "+HELLO\r\n" } },
      qr/^200 pass error/, qr/not asked for|handshake failed/ ],
    [ 'closes at once', { connect => sub { [ close => '' ] } },
      qr/^200 pass error/, qr/connection was closed|sending failed/ ],
    handshake('NOAUTH', '*', "-NOAUTH Authentication required.\r\n",
              qr/\[crit\].*NOAUTH/),
    handshake('WRONGPASS', '*', "-WRONGPASS invalid username-password\r\n",
              qr/\[crit\].*WRONGPASS/),
    [ 'may not name itself', { reply => sub {
          my ($command, $answer) = @_;
          return $command->[0] eq 'CLIENT'
              ? "-NOPERM this user has no permissions\r\n" : $answer;
      } }, qr/^200 pass miss/, undef ],
    handshake('LOADING', 'PING', "-LOADING Redis is loading\r\n",
              qr/\[error\].*LOADING/),
    handshake('a replica', 'ROLE',
              "*5\r\n\$5\r\nslave\r\n\$1\r\na\r\n:1\r\n\$7\r\nconnect\r\n:-1"
              . "\r\n", qr/handshake failed/),
    handshake('no role', 'ROLE', "*0\r\n", qr/handshake failed/),
    handshake('nil for a role', 'ROLE', "*-1\r\n", qr/handshake failed/),
    handshake('another pong', 'PING', "+PING\r\n", qr/handshake failed/),
    handshake('one reply too many', 'PING', "+PONG\r\n+PONG\r\n",
              qr/not asked for/),
    answer('garbage', "\0\1\2HTTP/1.1 400 Bad Request\r\n\r\n",
           qr/can't be read/),
    answer('an endless array', "*1073741824\r\n", qr/can't be read/),
    answer('a huge array', "*2147483648\r\n", qr/can't be read/),
    answer('a negative array', "*-7\r\n", qr/can't be read|can't serve|away/),
    answer('a huge bulk', "\$1073741824\r\n" . 'x' x 3_000_000,
           qr/too long|can't be read/),
    answer('ten levels', "*1\r\n" x 10 . ":1\r\n", qr/can't be read/),
    answer('an integer', ":1\r\n", qr/can't serve.*unexpected/),
    answer('a status', "+OK\r\n", qr/can't serve.*unexpected/),
    answer('a bulk', "\$2\r\nab\r\n", qr/can't serve.*unexpected/),
    answer('cut, then closed', [ close => "*21\r\n\$-1\r\n" ],
           qr/connection was closed/),
    answer('NOPERM', "-NOPERM this user has no permissions\r\n",
           qr/\[crit\].*NOPERM/),
    answer('LOADING later', "-LOADING Redis is loading\r\n", qr/LOADING/),
    answer('BUSY', "-BUSY Redis is busy running a script.\r\n", qr/BUSY/),
    answer('MASTERDOWN', "-MASTERDOWN Link with MASTER is down\r\n",
           qr/MASTERDOWN/),
    answer('two at once', sub { $_[0] . $_[0] }, qr/not asked for/,
           qr/^200 pass miss/),
    answer('a shorter array', "*1\r\n\$-1\r\n", undef),
    answer('arrays in an array', fields("*1\r\n:1\r\n"), undef),
    answer('numbers that are none', fields("\$3\r\n1x2\r\n"), undef),
    answer('an empty error', "-\r\n", undef),
    answer('WRONGTYPE', "-WRONGTYPE Operation against a key\r\n", undef),
    answer('MOVED', "-MOVED 1 127.0.0.1:1\r\n", undef),
    answer('a version from the future',
           sub { $_[0] =~ s/\$-1/\$1\r\n9/r }, undef),
);


sub handshake
{
    my ($name, $which, $bytes, $log) = @_;

    return [ $name, { reply => sub {
        my ($command, $answer) = @_;
        return $which eq '*' || $command->[0] eq $which ? $bytes : $answer;
    } }, qr/^200 pass (?:error|timeout)/, $log ];
}


sub fields
{
    my ($x) = @_;
    return sub { $_[0] =~ s/\$-1\r\n/$x/gr };
}


sub answer
{
    my ($name, $does, $log, $told) = @_;

    return [ $name, { reply => sub {
        my ($command, $answer) = @_;
        return $command->[0] ne 'HMGET' ? $answer
               : ref $does eq 'CODE' ? $does->($answer) : $does;
    } }, $told || qr/^200 pass error/, $log ];
}


for my $case (@cases) {
    my ($name, $does, $want, $log) = @$case;
    my $sane = tempdir() . '/sane';
    my %fake;

    for my $what (keys %$does) {
        $fake{$what} = sub { -e $sane ? $_[1] : $does->{$what}->(@_) };
    }

    my $odd = Coc::FakeRedis->new(%fake);
    my $edge = Coc::Community::edge(name => $name, redis => $odd)->start;
    my ($worker) = $edge->workers;

    if ($name eq 'one reply too many' || $name eq 'says something first') {
        $edge->wait_log($log);
    }

    like(told(post($edge, 'ann', 'post', 'harmless')), $want, $name);
    post($edge, 'ann', 'post', 'harmless') for 1 .. 3;
    is($edge->request('GET', '/plain')->{status}, 200, 'others are served');

    if (defined $log) {
        ok($edge->wait_log($log), 'said so') or diag($edge->error_log);
        soon {
               my $r = post($edge, 'ann', 'post', 'harmless');
               $odd->connections >= 4;
           } 'tries again';
        cmp_ok(loud($edge), '<=', 2, 'without filling the log')
            or diag($edge->error_log);

    } else {
        is($odd->connections, 1, 'the connection stays');
        is(loud($edge), 0, 'nothing is wrong with it');
    }

    spew($sane, '');
    ok(used($edge), 'used again');
    is(join(' ', $edge->workers), $worker, 'the worker lives');
    $edge->stop;
    $odd->stop;
}


# a reply of single bytes is a reply

my $bytes = Coc::FakeRedis->new(redis => $redis,
    reply => sub { [ bytes => $_[1] ] });
my $edge = Coc::Community::edge(name => 'byte by byte', redis => $bytes)
    ->start;
ok(used($edge), 'byte by byte: used');
is(told(post($edge, 'sue', 'post', 'harmless')), '403 urn:coc:suspended',
   'and understood');
post($edge, 'xia', 'post', 'zug4');
is(record($redis, 'xia')->{p}, 4000, 'records too');
is($bytes->connections, 1, 'on one connection');
$edge->stop;
$bytes->stop;


# never an answer at all

my $silent = Coc::FakeRedis->new(reply => sub { undef });
$edge = Coc::Community::edge(name => 'silent', redis => $silent,
    policy => 'coc_redis_timeout 100ms;')->start;
is(told(post($edge, 'ann', 'post', 'harmless')), '200 pass timeout',
   'silent from the start: the deadline');
ok($edge->wait_log(qr/handshake timed out/), 'no handshake');
$from = Time::HiRes::time();
is(told(post($edge, 'ann', 'post', 'harmless')), '200 pass error',
   'then nobody waits');
soon { $silent->connections >= 2 } 'it is tried again';
$edge->stop;
$silent->stop;


# the script is refused for a while, by what a real server says

for my $error ("-MISCONF Errors writing to the AOF file\r\n",
               "-NOREPLICAS Not enough good replicas to write.\r\n",
               "-BUSY Redis is busy running a script.\r\n",
               "-READONLY You can't write against a read only replica.\r\n",
               "-LOADING Redis is loading the dataset in memory\r\n",
               "-OOM command not allowed script: x, on \@user_script:1.\r\n",
               "-ERR unknown script error\r\n", "+OK\r\n", ":3\r\n", "*-1\r\n")
{
    my $well = tempdir() . '/well';
    my $ill = Coc::FakeRedis->new(redis => $redis, reply => sub {
        my ($command, $answer) = @_;
        return $command->[0] =~ /^EVAL/ && !-e $well ? $error : $answer;
    });
    my ($member) = map { "yan-$_" } $error =~ /(\w+)/;

    $edge = Coc::Community::edge(name => "script: $member", redis => $ill)
        ->start;
    like(told(post($edge, $member, 'post', 'a flim3')), qr/^200 flag error/,
         "script: $member");
    ok($edge->wait_log(qr/refused a record/), 'said so');
    spew($well, '');
    soon { return (record($redis, $member)->{n} || 0) >= 1
                  && grep { $_->[1]{member}
                            eq Coc::Community::member_hash($member) }
                         entries($redis, 'review') } 'sent again';
    $edge->stop;
    is(record($redis, $member)->{p}, 3000, 'counted once');
    $ill->stop;
}

done_testing();

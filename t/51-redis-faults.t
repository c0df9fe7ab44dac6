#!/usr/bin/perl

# Faults of the line and of the server, by a proxy and by scripted servers:
# what t/41 and t/42 don't have.  And which test shows which fault.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Time::HiRes ();
use Coc::Client;
use Coc::Community;
use Coc::FakeRedis;
use Coc::Faults;
use Coc::Proxy;
use Coc::Redis;
use Coc::Util qw(root slurp wait_for slow tempdir spew);

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Community::$_"}
        for qw(post posts record entries told soon used);
}

# Each fault of doc/ARCHITECTURE.md: a file in t/, the name of a test there.

my @faults = (
    [ 'down at start', '41-redis-away', 'one line in the log for all of it' ],
    [ 'refused storm', '51-redis-faults', "attempts don\\'t grow with" ],
    [ 'killed in the middle of a request', '52-redis-real',
      'killed, round $_' ],
    [ 'killed while a client waits', '41-redis-away',
      'its record is sent later' ],
    [ 'SIGSTOP', '52-redis-real', 'SIGSTOP: the breaker opens' ],
    [ 'half-open', '51-redis-faults', 'no PONG yet: nobody waits' ],
    [ 'slow', '51-redis-faults', 'some too late, $_' ],
    [ 'LOADING', '52-redis-real', 'LOADING: away' ],
    [ 'BUSY', '52-redis-real', 'still busy: nobody killed it' ],
    [ 'MASTERDOWN', '52-redis-real', 'MASTERDOWN: away' ],
    [ 'READONLY', '51-redis-faults', 'READONLY: answered' ],
    [ 'READONLY: rediscovered', '45-sentinel',
      'READONLY: the new master is found within the deadline' ],
    [ 'OOM, MISCONF, NOREPLICAS', '52-redis-real', '$name: reads go on' ],
    [ 'writes wait, bounded and counted', '48-spool', 'full: said' ],
    [ 'NOSCRIPT after flush', '41-redis-away', 'after SCRIPT FLUSH' ],
    [ 'NOSCRIPT after restart', '52-redis-real', 'NOSCRIPT: EVAL' ],
    [ 'NOSCRIPT after failover', '45-sentinel',
      'failover: all are counted once' ],
    [ 'NOAUTH, WRONGPASS, NOPERM', '52-redis-real', '$name: no hot loop' ],
    [ 'MOVED, ASK, loops', '46-cluster', 'ASK in a circle: three hops' ],
    [ 'TRYAGAIN, CLUSTERDOWN', '46-cluster', 'TRYAGAIN: some pauses' ],
    [ 'split at each byte', '51-redis-faults', 'split at each byte: all' ],
    [ 'extra reply', '51-redis-faults', 'an extra reply at rest: closed' ],
    [ 'garbage', '41-redis-away', "answer('garbage'" ],
    [ '*1073741824', '41-redis-away', "answer('an endless array'" ],
    [ 'huge bulk', '41-redis-away', "answer('a huge bulk'" ],
    [ '10 levels deep', '41-redis-away', "answer('ten levels'" ],
    [ 'maxclients', '52-redis-real', 'maxclients: it is tried again' ],
    [ 'the script fails half-way', '52-redis-real', "'unchanged' : 'or wh" ],
    [ 'the client leaves', '41-redis-away', 'those that left are let go' ],
    [ 'reload', '52-redis-real', 'reload with records in flight' ],
    [ 'quit', '52-redis-real', 'quit with records in flight' ],
    [ 'worker_shutdown_timeout', '52-redis-real', '$name: in time' ],
    [ 'name now resolves elsewhere', '44-resolver',
      'the name means another server: connected there' ],
    [ 'resolver down', '44-resolver',
      'a worker does not wait for a name to end' ],
    [ 'leader worker killed', '49-standing-table',
      'the leader was killed: another worker leads' ],
    [ 'feed trimmed', '49-standing-table', 'gaps were counted' ],
    [ 'FLUSHALL', '49-standing-table', 'what is left of it after FLUSHALL' ],
    [ 'failover to an older id', '49-standing-table',
      'numbers begin anew, and are not taken for older ones' ],
    [ 'shared memory full', '49-standing-table',
      'all are suspended all the same' ],
);
my $told = slurp(root() . '/doc/ARCHITECTURE.md');

for my $entry (@faults) {
    my ($fault, $file, $name) = @$entry;
    my $row = index $told, "| $fault | `t/$file.t` |";

    cmp_ok(index(slurp(root() . "/t/$file.t"), $name), '>', 0,
           "$fault: $file has \"$name\"") if $file ne '51-redis-faults';
    cmp_ok($row, '>', 0, "$fault: told in the documents");
}


my $redis = Coc::Redis->new;

# Cases: an entry whose acknowledgement is lost comes again.

sub reviewed
{
    my ($member) = @_;
    my $hash = Coc::Community::member_hash($member);
    my %case = map { $_->[1]{case} => 1 }
        grep { $_->[1]{member} eq $hash } entries($redis, 'review');

    return scalar keys %case;
}


# nobody but this many records, each once

sub counted
{
    my ($member, $n, $name) = @_;

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    soon { (record($redis, $member)->{n} || 0) >= $n
           && reviewed($member) >= $n } "$name: the records arrive";
    is(record($redis, $member)->{n} . ' ' . reviewed($member), "$n $n",
       "$name: each counted once");
}


# what is slow, cut or out of order: sue is suspended, the others are not, and
# nobody is taken for another

sub mixed
{
    my ($edge, $n, $allowed, $name) = @_;
    my @who = map { $_ % 3 ? "tom$_" : 'sue' } 1 .. $n;
    my @r = posts($edge, map { [ $_, 'post', 'harmless' ] } @who);
    my @wrong;

    for my $i (0 .. $#who) {
        my $told = told($r[$i]);
        my $own = $who[$i] eq 'sue' ? '403 urn:coc:suspended'
                                    : '200 pass miss';

        push @wrong, "$who[$i]: $told" if $told ne $own && $told !~ $allowed;
    }

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return is(join(', ', @wrong), '', "$name: each gets his own standing");
}


my $never = qr/(?!)/;
my $policy = qr/^200 pass (?:timeout|error)$/;


# refused, storm: four workers, 400 requests; attempts don't grow with them

my $closes = Coc::FakeRedis->new(connect => sub { [ close => '' ] });
my $edge = Coc::Community::edge(name => 'storm', redis => $closes,
    workers => 4)->start;
my $calm = Coc::Faults::watch($edge);

Coc::Community::cocctl($edge, $redis, 'suspend', 'sue');

wait_for { $closes->connections >= 4 };
my $from = Time::HiRes::time();
my %told;

for (1 .. 10) {
    $told{told($_)}++
        for posts($edge, map { [ "ann$_", 'post', 'harmless' ] } 1 .. 40);
}

my $took = Time::HiRes::time() - $from;
is(join(', ', map { "$_: $told{$_}" } sort keys %told),
   '200 pass error: 400', 'refused storm: policy for 400');
$calm->ok('refused storm');
cmp_ok($closes->connections, '<=', 4 * (12 + 2 * $took),
       'attempts don\'t grow with requests');
cmp_ok(Coc::Faults::loud($edge), '<=', 4 * 2, 'a line or two a worker')
    or diag($edge->error_log);

my %pid = map { $_ => 1 }
    $edge->error_log =~ / \[\w+\] (\d+)#.*coc: redis .* is away/g;
is(scalar keys %pid, 4, 'each worker tries for itself');
$edge->stop;
$closes->stop;


# half-open needs a PONG: until then nobody is asked about

my $mute = tempdir() . '/mute';
my $half = Coc::FakeRedis->new(redis => $redis, reply => sub {
    my ($command, $answer) = @_;
    return -e $mute && $command->[0] =~ /^(?:PING|HMGET)$/ ? undef : $answer;
});
$edge = Coc::Community::edge(name => 'half-open', redis => $half,
    policy => 'coc_redis_timeout ' . 100 * slow() . 'ms;')->start;
used($edge);
$calm = Coc::Faults::watch($edge);
spew($mute, '');
soon { told(post($edge, 'ann', 'post', 'harmless')) eq '200 pass error' }
    'silent: the breaker opens';

my $count = sub {
    my ($what) = @_;
    return scalar grep { /^$what/ } $half->commands;
};
my $hmget = $count->('HMGET');
my $pings = $count->('PING');

soon { $count->('PING') > $pings } 'half-open: it is asked for a PONG';
is(told(post($edge, 'ann', 'post', 'harmless')), '200 pass error',
   'no PONG yet: nobody waits') for 1 .. 3;
is($count->('HMGET'), $hmget, 'nor is anybody asked about');
$calm->ok('half-open');
unlink $mute;
ok(used($edge), 'a PONG: closed');
is(told(post($edge, 'sue', 'post', 'harmless')), '403 urn:coc:suspended',
   'and asked again');
$edge->stop;
$half->stop;


# a proxy: late, both ways, some past the deadline; no reply reaches the wrong
# request

my $proxy = Coc::Proxy->new(to => $redis);
$edge = Coc::Community::edge(name => 'proxy', redis => $proxy,
    policy => 'coc_redis_timeout ' . 1000 * slow() . 'ms;')->start;
used($edge);
$calm = Coc::Faults::watch($edge);

my $connections = $proxy->connections;

$proxy->set(up => 0.05, down => 0.05, jitter => 0.15);
mixed($edge, 60, $never, 'slow');
$calm->ok('slow');
$proxy->set(up => 0, down => 0, jitter => 0, piece => 1);
mixed($edge, 6, $never, 'byte by byte, both ways');
post($edge, 'una', 'post', Coc::Faults::member_text($_)) for 1 .. 3;
counted('una', 3, 'byte by byte');
$proxy->set(piece => 0);
is($proxy->connections, $connections, 'all on the same connections');
$edge->stop;

$edge = Coc::Community::edge(name => 'too slow', redis => $proxy,
    policy => 'coc_redis_timeout ' . 150 * slow() . 'ms;')->start;
used($edge);
$calm = Coc::Faults::watch($edge);
$proxy->set(down => 0.05 * slow(), jitter => 0.2 * slow());
mixed($edge, 40, $policy, "some too late, $_") for 1 .. 3;
$calm->ok('some too late');
post($edge, 'vic', 'post', Coc::Faults::member_text($_)) for 1 .. 8;
$proxy->set(down => 0, jitter => 0);
counted('vic', 8, 'some too late');
ok(used($edge), 'in time again: used');
mixed($edge, 20, $never, 'in time again');


# stalled each way, lost replies, cut, reset: in the middle of records

my %fault = (
    'stalled on the way there' => [ { stall => 'up' }, { stall => 'none' } ],
    'stalled on the way back' => [ { stall => 'down' }, { stall => 'none' } ],
    'lost on the way there' => [ { drop => 'up' }, { drop => 'none' } ],
    'lost on the way back' => [ { drop => 'down' }, { drop => 'none' } ],
    'cut' => [ 'cut', { refuse => 0 } ],
    'reset' => [ 'reset', { refuse => 0 } ],
    'cut and refused' => [ 'refuse', { refuse => 0 } ],
);
my $member = 'wes0';

for my $name (sort keys %fault) {
    my ($begin, $end) = @{$fault{$name}};

    $member++;
    ok(used($edge), "$name: used before");

    if ($begin eq 'refuse') {
        $proxy->set(refuse => 1);
        $proxy->cut;

    } elsif (ref $begin) {
        $proxy->set(%$begin);
    }

    my @client = map { $edge->client } 1 .. 6;

    $client[$_]->send(Coc::Client::format_request('POST', '/post/post',
        Coc::Faults::member_text($_), 'Content-Type' => 'text/plain',
        'X-Member' => $member)) for 0 .. 5;
    $proxy->$begin if $begin =~ /^(?:cut|reset)$/;
    is(join(', ', map { told($_->response) } @client),
       join(', ', ('403 urn:coc:block') x 6), "$name: the content decides");
    $calm->ok($name);
    $proxy->set(%$end);
    $proxy->cut if $name =~ /^lost/;     # a line loses its last bytes, no others
    counted($member, 6, $name);
}

ok(used($edge), 'used after all of it');
mixed($edge, 20, $never, 'after all of it');


# a reply that nobody asked for, at rest and under load: that connection closes

my $away = sub { scalar(() = $edge->error_log =~ /is away: .*not asked for/g) };
my $before = $away->();
$connections = $proxy->connections;
$proxy->inject("*1\r\n\$1\r\nx\r\n");
soon { $away->() > $before } 'an extra reply at rest: closed';
ok(used($edge), 'and opened again');
cmp_ok($proxy->connections, '>', $connections, 'anew');

$proxy->set(down => 0.02 * slow());
my @late = map { $edge->client } 1 .. 12;
$late[$_]->send(Coc::Client::format_request('POST', '/post/post', 'harmless',
    'Content-Type' => 'text/plain', 'X-Member' => $_ % 2 ? 'sue' : "tom$_"))
    for 0 .. 11;
$proxy->inject("-ERR unknown\r\n");
$_->response for @late;
$proxy->set(down => 0);
ok(used($edge), 'an extra reply under load: used again');
mixed($edge, 20, $never, 'an extra reply under load');
$calm->ok('extra replies');
$edge->stop;
$proxy->stop;


# the reply split in two, at each byte of it

my $at = 0;
my $split = Coc::FakeRedis->new(redis => $redis, reply => sub {
    my ($command, $answer) = @_;
    return $answer if $command->[0] ne 'HMGET';
    return [ split => 1 + $at++ % (length($answer) - 1), $answer ];
});
$edge = Coc::Community::edge(name => 'split', redis => $split)->start;
used($edge);

my %want = (sue => '403 urn:coc:suspended', tom => '200 pass miss');
my %got;
my $length = 0;

for my $i (1 .. 320) {
    my $who = $i % 2 ? 'sue' : 'tom';
    $got{told(post($edge, $who, 'post', 'harmless')) eq $want{$who}}++;
}

is($got{1}, 320, 'split at each byte: all understood');
is(scalar(grep { /^HMGET/ } $split->commands) >= 320, 1, 'and all asked');
unlike($edge->error_log, qr/is away/, 'split: the connection stays');
$edge->stop;
$split->stop;


# READONLY: found anew, and sent again within the deadline

my $read_only = tempdir() . '/read-only';
my $demoted = Coc::FakeRedis->new(redis => $redis, reply => sub {
    my ($command, $answer) = @_;
    return $answer if $command->[0] !~ /^EVAL/ || !-e $read_only;
    unlink $read_only;
    return "-READONLY You can't write against a read only replica. "
           . "script: x, on \@user_script:1.\r\n";
});
$edge = Coc::Community::edge(name => 'READONLY', redis => $demoted)->start;
used($edge);
spew($read_only, '');
is(told(post($edge, 'xia', 'post', 'zug1, read only')), '403 urn:coc:block',
   'READONLY: answered');
counted('xia', 1, 'READONLY');
ok(used($edge), 'READONLY: used again');
$edge->stop;
$demoted->stop;


# NOSCRIPT, whatever is sent: EVAL once each time, no hot loop

my $found = tempdir() . '/found';
my $forgets = Coc::FakeRedis->new(redis => $redis, reply => sub {
    my ($command, $answer) = @_;
    return $command->[0] =~ /^EVAL/ && !-e $found
           ? "-NOSCRIPT No matching script. Please use EVAL.\r\n" : $answer;
});
$edge = Coc::Community::edge(name => 'NOSCRIPT', redis => $forgets)->start;
used($edge);
$calm = Coc::Faults::watch($edge);
post($edge, 'yul', 'post', 'zug1, no script');
my $tries = sub { scalar grep { /^EVAL / } $forgets->commands };
soon { $tries->() >= 1 } 'NOSCRIPT: EVAL';
$from = Time::HiRes::time();
my $first = $tries->();
soon { $tries->() >= $first + 2 } 'NOSCRIPT for EVAL as well: later again';
cmp_ok(Time::HiRes::time() - $from, '>', 0.02, 'not at once');
$calm->ok('NOSCRIPT');
spew($found, '');
counted('yul', 1, 'NOSCRIPT');
$edge->stop;
$forgets->stop;


# the reply to a record cut at each place: it is done, and not done twice

my $cuts = 0;
my $cutter = Coc::FakeRedis->new(redis => $redis, reply => sub {
    my ($command, $answer, $n) = @_;
    return $answer if $command->[0] !~ /^EVAL/ || $answer =~ /^-/
                      || $cuts >= 5;
    return [ close => substr $answer, 0, 8 * $cuts++ ];
});
$edge = Coc::Community::edge(name => 'cut', redis => $cutter,
    policy => 'coc_ladder 1000=warn;')->start;
used($edge);
posts($edge, map { [ 'zoe', 'post', Coc::Faults::member_text($_) ] } 1 .. 10);
counted('zoe', 10, 'replies to records cut');
$edge->stop;
$cutter->stop;


# what a server says of itself ends up in one line of the log, and can't begin
# another, color it or fill it; by each way that its words take

my $forged = "ERR a\n2000/01/01 00:00:00 [error] 1#1: forged\e[31m\x7f\x9b"
             . 'x' x 4000;
my $post = sub { post($_[0], 'ann', 'post', 'zug1') };

for my $case (
    [ 'HMGET', 'refused to read a record', $post ],
    [ 'EVAL(?:SHA)?', 'refused a record', $post ],
    [ 'SMEMBERS', 'refused what the API asked',
      sub { $_[0]->request('PUT', '/api/members/ann/identities',
                '{"email":"a@a.example"}',
                'Content-Type' => 'application/json') } ],
    [ 'X\w+|Z\w+|SCAN', 'refused to tell of sanctions', $post,
      'coc_standing_cache on;' ],
    [ 'ROLE', 'is away: handshake failed', $post ],
    [ 'CLUSTER', 'slots of ', $post, '', 'cluster ' ],
) {
    my ($word, $name, $ask, $policy, $kind) = @$case;
    my $server = Coc::FakeRedis->new(tcp => 1, redis => $redis, reply => sub {
        my ($command, $answer) = @_;
        return $command->[0] =~ /^(?:$word)$/i ? "-$forged\r\n" : $answer;
    });

    $edge = Coc::Community::edge(name => $name, policy => $policy,
        redis => ($kind || '') . $server->address,
        server => 'location /api/ { coc_api write; }')->start;
    soon { $ask->($edge); $edge->error_log =~ /coc: redis.*$name.*ERR a/ }
        "$name: logged";

    my @said = grep { /ERR a/ } split /\n/, $edge->error_log;

    is(scalar(grep { !/ERR a\.2000.* forged\.\[31m\.\.x/ } @said), 0,
       "$name: in one line");
    is(scalar(grep { length > 700 } @said), 0, "$name: not a long one");
    unlike($edge->error_log, qr/[^\n\x20-\x7e]|^2000/m,
           "$name: nothing forged, no control characters");
    $edge->stop;
    $server->stop;
}

done_testing();

#!/usr/bin/perl

# Redis behind TLS: who can't prove who he is is not talked to, the log says
# why, and nothing else notices.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::Community;
use Coc::Proxy;
use Coc::Redis;
use Coc::Tls;
use Coc::Util qw(wait_for slow);

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Community::$_"} for qw(post posts record told soon used);
}

my $tls = Coc::Tls->new;
my $redis = Coc::Redis->new(tls => $tls);

plan skip_all => 'this server has no TLS'
    if $redis->log =~ /tls-port|Failed to configure TLS/;

my $address = '127.0.0.1:' . $redis->port;
my $ca = 'ca=' . $tls->ca;


# Lines of the log that are loud.

sub loud
{
    my ($edge) = @_;
    return grep { /\[(?:error|crit)\].*coc: redis/ } split /\n/,
        $edge->error_log;
}


# how often it has failed

sub attempts
{
    my ($edge) = @_;
    return scalar(() = $edge->error_log =~ /coc: redis .* is away/g);
}


# as it should be: by name, by address

for my $words ("tls $ca tls_name=redis.test", "tls $ca") {
    my $edge = Coc::Community::edge(name => $words =~ /name/ ? 'by name'
        : 'by address', redis => "$address $words")->start;

    ok(used($edge), "used: $edge->{name}");
    is(scalar(loud($edge)), 0, 'nothing is wrong');
    $edge->stop;
}

my $edge = Coc::Community::edge(name => 'good', redis => $redis)->start;
used($edge);
my @r = posts($edge, map { [ "ann$_", 'post', 'zug1' ] } 1 .. 60);
is(scalar(grep { told($_) =~ /^403 / } @r), 60, '60 posts');
is(scalar(grep { (record($redis, "ann$_")->{n} || 0) != 1 } 1 .. 60), 0,
   'each has left its record');
is(told(post($edge, 'ann7', 'post', 'harmless')), '200 pass hit',
   'and is known');


# killed and started

$redis->kill;
is(told(post($edge, 'bob', 'post', 'a zug1')), '403 urn:coc:block', 'killed');
$redis->start;
soon { (record($redis, 'bob')->{n} || 0) == 1 } 'started: the record is sent';


# reload and quit with commands in flight

$redis->pause;
my @waiting = map { $edge->client } 1 .. 8;
$_->send(Coc::Client::format_request('POST', '/post/post', 'a flim3',
    'Content-Type' => 'text/plain', 'X-Member' => 'cho')) for @waiting;
ok((grep { $_->drained && $_->silent(0.01) } @waiting) == 8, 'eight wait');
ok($edge->reload, 'reload');
$redis->resume;
is(scalar(grep { told($_->response) =~ /^200 flag / } @waiting), 8,
   'all eight are answered');
soon { (record($redis, 'cho')->{n} || 0) >= 1 } 'and recorded';
ok(used($edge), 'the new workers have their own connections');
$edge->stop;


# a client's certificate

my $strict = Coc::Redis->new(tls => $tls, tls_clients => 'yes');
my $known = Coc::Community::edge(name => 'certificate given',
    redis => $strict)->start;
ok(used($known), 'a certificate is asked for, and given');
$known->stop;


# what must not work: the address, what the log says

my $other = Coc::Tls->new;
my ($cert, $key) = $tls->issue('elsewhere', san => 'DNS:elsewhere.test');
my $elsewhere = Coc::Redis->new(tls => $tls,
    args => [ '--tls-cert-file', $cert, '--tls-key-file', $key ]);
($cert, $key) = $tls->expired('late', san => 'DNS:redis.test');
my $late = Coc::Redis->new(tls => $tls,
    args => [ '--tls-cert-file', $cert, '--tls-key-file', $key ]);
my $plain = Coc::Redis->new(tcp => 1);

for my $case (
    [ 'another authority', $redis,
      'tls tls_name=redis.test ca=' . $other->ca,
      qr/\[crit\].*certificate does not verify: .*(?:certificate|issuer)/ ],
    [ 'the system knows no such authority', $redis, 'tls tls_name=redis.test',
      qr/\[crit\].*does not verify: .*(?:certificate|issuer)/ ],
    [ 'another name', $redis, "tls $ca tls_name=other.test",
      qr/\[crit\].*does not verify: hostname mismatch/i ],
    [ 'another address', $elsewhere, "tls $ca",
      qr/\[crit\].*does not verify: IP address mismatch/i ],
    [ 'expired', $late, "tls $ca tls_name=redis.test",
      qr/\[crit\].*does not verify: certificate has expired/ ],
    [ 'no certificate of ours', $strict, "tls $ca tls_name=redis.test",
      qr/is away: .*(?:certificate required|handshake failure)/i ],
    [ 'no TLS there', $plain, "tls $ca tls_name=redis.test",
      qr/\[error\].*TLS handshake (?:timed out|failed: .*(?:version|packet))/i ],
    [ 'TLS there, not here', $redis, '',
      qr/\[error\].*is away: connection was closed/ ],
) {
    my ($name, $server, $words, $log) = @$case;
    my $bad = Coc::Community::edge(name => $name,
        redis => '127.0.0.1:' . $server->port . " $words")->start;

    is(told(post($bad, 'ann7', 'post', 'harmless')), '200 pass error', $name);
    ok($bad->wait_log($log), 'the log says why') or diag($bad->error_log);

    # the backoff: a loop would be at thousands by the time of the fourth

    soon { attempts($bad) >= 4 } 'it is tried again';
    cmp_ok(attempts($bad), '<', 20, 'not in a hot loop');
    is($bad->request('GET', '/plain')->{status}, 200, 'others are served');
    cmp_ok(scalar(loud($bad)), '<=', 2, 'a line or two') or diag($bad->error_log);
    $bad->stop;
}

unlike($strict->log . $redis->log, qr/CRASH/, 'the servers live');


# a bad line

my $proxy = Coc::Proxy->new(to => $redis, tcp => 1);
my $by = $proxy->address . " tls $ca tls_name=redis.test";

$proxy->set(piece => 20);
my $thin = Coc::Community::edge(name => 'in small pieces', redis => $by)->start;
ok(used($thin), 'in small pieces') or diag($thin->error_log);
@r = posts($thin, map { [ "dan$_", 'post', 'harmless' ] } 1 .. 12);
is(scalar(grep { told($_) eq '200 pass miss' } @r), 12, 'twelve posts');

$proxy->set(piece => 0);
$proxy->reset;
is(told(post($thin, 'ann7', 'post', 'harmless')), '200 pass miss',
   'cut while idle: made again');

$proxy->inject('not a TLS record at all');
ok($thin->wait_log(qr/coc: redis .* is away/), 'garbage closes it')
    or diag($thin->error_log);
ok(used($thin), 'and it is made again');

$proxy->set(stall => 'down');
$proxy->cut;
ok($thin->wait_log(qr/TLS handshake timed out/), 'silent in the handshake')
    or diag($thin->error_log);
is(told(post($thin, 'ann7', 'post', 'harmless')), '200 pass error', 'policy');
is($thin->request('GET', '/plain')->{status}, 200, 'others are served');
$proxy->set(stall => 'none');
ok(used($thin), 'used again');
$proxy->set(stall => 'down');
$proxy->cut;
$thin->wait_log(qr/TLS handshake timed out.*TLS handshake timed out/s);
$thin->stop;
$proxy->stop;

done_testing;

#!/usr/bin/perl

# The harness itself: a plain nginx, a redis-server, the raw client.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::FakeRedis;
use Coc::Nginx;
use Coc::Redis;
use Coc::Util qw(build_dir wait_for tempdir free_port slurp spew);


# Redis

my $redis = Coc::Redis->new(tcp => 1);

is($redis->cmd('SET', 'a', "x\r\ny"), 'OK', 'redis: a value is set');
is($redis->cmd('GET', 'a'), "x\r\ny", 'redis: and read');
is($redis->cmd('GET', 'none'), undef, 'redis: a missing key');
is($redis->cmd('INCR', 'n'), 1, 'redis: a number');
is_deeply($redis->cmd('MGET', 'a', 'none', 'n'), ["x\r\ny", undef, 1],
          'redis: an array');
$redis->cmd('XADD', 's', '1-1', 'k', 'v');
is_deeply([$redis->stream('s')], [['1-1', { k => 'v' }]], 'redis: a stream');

my (undef, $error) = $redis->try('LPUSH', 'a', 1);
like($error, qr/^WRONGTYPE/, 'redis: an error');

$redis->kill;
(undef, $error) = $redis->try('PING');
ok($error, 'redis: killed');
is($redis->start->cmd('GET', 'a'), undef, 'redis: started anew, empty');
like($redis->address, qr/^127\.0\.0\.1:\d+$/, 'redis: address');


# a Redis that misbehaves, asked with the same client

my $fake = Coc::FakeRedis->new(
    redis => $redis,
    reply => sub {
        my ($command, $answer, $n) = @_;

        return "-LOADING wait\r\n" if $command->[0] eq 'DBSIZE';
        return [ close => substr $answer, 0, 3 ] if $command->[0] eq 'TIME';
        return [ bytes => $answer ] if $command->[0] eq 'ECHO';
        return [ after => 0.01, $answer ];
    },
);
my $asks = bless { socket => $fake->socket }, 'Coc::Redis';

is($asks->cmd('SET', 'b', 'through'), 'OK', 'fake: passes on, later');
is($redis->cmd('GET', 'b'), 'through', 'fake: to the real one');
is($asks->cmd('ECHO', "a\r\nb"), "a\r\nb", 'fake: byte by byte');
like(($asks->try('DBSIZE'))[1], qr/^LOADING/, 'fake: another answer');
like(($asks->try('TIME'))[1], qr/closed/, 'fake: cut and closed');
is(($fake->commands)[0], 'SET b through', 'fake: what was asked');
is($fake->connections, 1, 'fake: on one connection');
$fake->stop;
ok(defined(($asks->try('PING'))[1]), 'fake: gone');


# two nginx at once

my @nginx = map {
    Coc::Nginx->new(
        name    => "plain $_",
        module  => 0,
        workers => $_,
        http    => 'proxy_http_version 1.1;',
        server  => <<'END',
        location = /get { return 200 "$request_uri\n"; }
        location = /echo {
            proxy_pass http://127.0.0.1:%%PORT%%/body;
        }
        location = /body { proxy_pass http://127.0.0.1:%%PORT%%/get; }
END
    )->start;
} 1, 2;

isnt($nginx[0]->port, $nginx[1]->port, 'two ports');
is(scalar $nginx[1]->workers, 2, 'two workers');

for my $nginx (@nginx) {
    my $r = $nginx->request('GET', '/get');
    is($r->{status}, 200, 'GET');
    is($r->{body}, "/get\n", 'body');

    $r = $nginx->request('HEAD', '/get');
    is($r->{status}, 200, 'HEAD');
}

my $body = 'x' x 1000;

for my $cut (0, 1, 500, 999) {
    my $c = $nginx[0]->client;
    $c->send(Coc::Client::format_request(
        'POST', '/echo', undef, 'Content-Length' => length $body));
    $c->send_pieces(substr($body, 0, $cut), substr($body, $cut));

    my $r = $c->response;
    is($r && $r->{status}, 200, "a body cut at $cut");
    $c->close;
}

my $c = $nginx[0]->client;
$c->send(Coc::Client::format_request('POST', '/echo', undef,
    'Content-Length' => 4, Expect => '100-continue'));
ok($c->continued, 'Expect: told to go on');
$c->send('body');
is($c->response->{status}, 200, 'Expect: answered');

$c->send(Coc::Client::format_request('POST', '/echo', undef,
    'Transfer-Encoding' => 'chunked')
    . Coc::Client::chunked($body, 1, 2, 300)
    . Coc::Client::format_request('GET', '/get'));
is($c->response->{status}, 200, 'chunked');
is($c->response->{body}, "/get\n", 'pipelined after it');
$c->close;

$c = $nginx[0]->client;
$c->send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
ok($c->drained, 'read by nginx');
ok($c->silent(0.01), 'waits for the rest');
$c->abort;
ok($nginx[0]->wait_access(qr{POST /echo HTTP/1.1" (?:400|499)}),
   'client gone: logged');


# reload, refused reload, -t

my ($old) = $nginx[0]->workers;
ok($nginx[0]->reload(server => 'location / { return 201; }', wait_old => 1),
   'reload');
isnt(($nginx[0]->workers)[0], $old, 'another worker');
is($nginx[0]->request('GET', '/')->{status}, 201, 'serves the new one');

ok(!$nginx[0]->reload(server => 'nonsense;'), 'a bad configuration');
is($nginx[0]->request('GET', '/')->{status}, 201, 'the old one stays');
push @{$nginx[0]{expect}}, qr/unknown directive "nonsense"/;

my ($ok, $said) = $nginx[0]->test(server => 'nonsense;');
ok(!$ok, 'nginx -t refuses');
like($said, qr/unknown directive "nonsense"/, 'and says why');

my $r = Coc::Client::curl('--http2-prior-knowledge', $nginx[1]->url('/get'));
ok($r->{curl} != 0 || $r->{version} ne '2', 'no HTTP/2 where it is off');

$nginx[0]->stop;
$nginx[1]->stop;


# a run of Test::Nginx leaves no server

{
    my $name = "leaves-$$";
    my $file = tempdir() . "/$name.t";

    spew($file, <<'END');
use Coc::Socket 'no_plan';
run_tests();
__DATA__
=== TEST 1: one
--- config
    location = /t { return 200 "here\n"; }
--- request
GET /t
--- response_body
here
END

    my $said = `$^X -I $FindBin::Bin/lib $file 2>&1`;

    is($?, 0, 'a run of Test::Nginx');
    like($said, qr/^ok 1 /m, 'it tests');
    is_deeply([ grep { (slurp($_) || '') =~ /servroot-\Q$name/ }
                glob '/proc/[0-9]*/cmdline' ], [], 'no server is left');
    ok(!-e build_dir() . "/servroot-$name", 'nor its folder');
}


# what stop() is there for: a worker that crashes is seen

my $crash = Coc::Nginx->new(module => 0)->start;
my ($worker) = $crash->workers;

kill 'KILL', $worker;
ok($crash->wait_log(qr/exited on signal 9/), 'a crash');
ok(scalar($crash->problems), 'is a problem');
push @{$crash->{expect}}, qr/exited on signal 9/;
$crash->stop;

done_testing();

#!/usr/bin/perl

# Redis by name: looked up by nginx' resolver whenever a connection is made.
# Names move, name servers are down or silent: no worker waits.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Time::HiRes ();
use Coc::Client;
use Coc::Community;
use Coc::Dns;
use Coc::Redis;
use Coc::Util qw(wait_for slow);

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Community::$_"} for qw(post record told soon used);
}

my $here = Coc::Redis->new(tcp => 1);
my $port = $here->port;
my $there = Coc::Redis->new(port => $port, args => [ '--bind', '127.0.0.2' ]);
my $dns = Coc::Dns->new('redis.test' => [ '127.0.0.1' ]);


sub edge
{
    my ($name, %arg) = @_;

    return Coc::Community::edge(name => $name, redis => "redis.test:$port",
        policy => $dns->resolver, %arg)->start;
}


# it moves

my $edge = edge('moves');
ok(used($edge), 'found by name');
post($edge, 'ann', 'post', 'zug1');
is(record($here, 'ann')->{n}, 1, 'a record is here');
my $asked = $dns->queries;
post($edge, 'ann', 'post', 'harmless') for 1 .. 5;
is($dns->queries, $asked, 'no look-up while the connection stands');

$dns->set('redis.test' => [ '127.0.0.2' ]);
$here->kill;
ok(used($edge), 'the name means another server: connected there');
post($edge, 'bob', 'post', 'zug1');
soon { (record($there, 'bob')->{n} || 0) == 1 } 'a record is there';
cmp_ok($dns->queries, '>', $asked, 'it was looked up');
$edge->stop;
$here->start;


# several addresses, of which one serves: the first attempt finds it

for my $addresses ([ '127.0.0.3', '127.0.0.1', '127.0.0.4' ],
                   [ '127.0.0.1', '127.0.0.3' ])
{
    $dns->set('redis.test' => $addresses);
    my $many = edge("of @$addresses");

    is(told(post($many, 'cho', 'post', 'harmless')), '200 pass miss',
       "one of @$addresses serves");
    unlike($many->error_log, qr/coc: redis .* is away/, 'at once');
    $many->stop;
}


# no such name, until there is

$dns->set('redis.test' => undef);
my $late = edge('no such name');
is(told(post($late, 'ann', 'post', 'harmless')), '200 pass error', 'policy');
ok($late->wait_log(qr/\[error\].*can't be resolved: Host not found/),
   'and said') or diag($late->error_log);
$dns->set('redis.test' => [ '127.0.0.1' ]);
ok(used($late), 'used once there is');
$late->stop;


# nobody answers at the name server's address

$dns->stop;
my $down = edge('name server down');
is(told(post($down, 'ann', 'post', 'harmless')), '200 pass error',
   'nginx starts; policy');
is($down->request('GET', '/plain')->{status}, 200, 'others are served');
ok($down->wait_log(qr/\[error\].*coc: redis .* is away: \w+ing its name/)
   || $down->wait_log(qr/can't be resolved/), 'and said')
    or diag($down->error_log);
$dns->start;
ok(used($down), 'it comes: used');
$down->stop;


# one that says nothing

$dns->mute(1);
my $silent = edge('name server silent');
my $client = $silent->client;
$client->send(Coc::Client::format_request('POST', '/post/post', 'harmless',
    'Content-Type' => 'text/plain', 'X-Member' => 'ann'));
my $from = Time::HiRes::time();
is($silent->request('GET', '/plain')->{status}, 200, 'others are served')
    for 1 .. 20;
cmp_ok(Time::HiRes::time() - $from, '<', slow(), 'meanwhile');
is(told($client->response), '200 pass error', 'policy');
ok($silent->wait_log(qr/\[error\].*resolving its name timed out/), 'and said')
    or diag($silent->error_log);
$from = Time::HiRes::time();
$silent->stop;
cmp_ok(Time::HiRes::time() - $from, '<', 3 * slow(),
       'a worker does not wait for a name to end');

my $again = edge('silent, then not');
ok($again->wait_log(qr/resolving its name timed out/), 'silent again');
ok($again->reload(wait_old => 1), 'reload while a name is looked up');
$dns->mute(0);
ok(used($again), 'it speaks: used');
$again->stop;


# no resolver: at start

my $start = Coc::Community::edge(name => 'at start',
    redis => "localhost:$port")->start;
ok(used($start), 'without a resolver, a name is looked up at start');
$start->stop;

my $inner = edge('in a location', policy => '', server =>
    'location = /other { ' . $dns->resolver . ' }');
ok(used($inner), 'one that applies in a location is that of all who share it');
$inner->stop;

done_testing;

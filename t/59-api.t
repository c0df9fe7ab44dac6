#!/usr/bin/perl

# coc_api: records, sanctions, identities and who blocked whom, over HTTP with
# a real Redis; what is refused, and what two edges know of each other.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Coc::Cluster ();
use Coc::Community;
use Coc::FakeRedis ();
use Coc::Nginx ();
use Coc::Redis ();
use Coc::Util qw(root slow slurp);
use Digest::SHA qw(sha256_hex);
use JSON::PP qw(decode_json encode_json);
use Test::More;
use Time::HiRes ();

BEGIN { *soon = \&Coc::Community::soon }

plan skip_all => 'redis-server is not installed' if !Coc::Redis::binary();

my $api = <<'END';
        location /api/ { coc_api write; }
        location = /exact { coc_api; }
        location /look { coc_api; }
END


sub edge
{
    my ($redis, %arg) = @_;
    my $edge = Coc::Community::edge(redis => $redis, server => $api, %arg);

    $edge->start;
    return $edge;
}


# (status, decoded body, reply)

sub call
{
    my ($edge, $method, $path, $body, %headers) = @_;

    $headers{'Content-Type'} = 'application/json'
        if $method eq 'POST' || defined $body;
    $headers{'Content-Type'} = delete $headers{type} if exists $headers{type};
    delete $headers{'Content-Type'} if !defined $headers{'Content-Type'};

    my $r = $edge->request($method, $path, ref $body ? encode_json($body)
                                                     : $body, %headers);
    return (0, {}, {}) if !$r;
    return ($r->{status}, eval { decode_json($r->{body}) } || {}, $r);
}


# A problem: its status and type.

sub refused
{
    my ($name, $edge, $status, $type, @call) = @_;
    my ($got, $said, $r) = call($edge, @call);

    local $Test::Builder::Level = $Test::Builder::Level + 1;

    is($got, $status, "$name: $status");
    is($r->{headers}{'content-type'}, 'application/problem+json',
        "$name: a problem");
    is("$said->{type} $said->{status}", "urn:coc:$type $status",
        "$name: of its type");

    return ($said, $r);
}


sub walk
{
    my ($name, $redis) = @_;
    my $edge = edge($redis);
    my ($status, $said, $r);

    ($status, $said, $r) = call($edge, 'GET', '/api/members/ann');
    is($status, 200, "$name: a clean record");
    is_deeply($said, { member => 'ann', points => 0, step => 'none',
        hash => Coc::Community::member_hash('ann'), until => undef,
        sections => {}, privileges => {} }, "$name: whole");
    is($r->{headers}{'content-type'}, 'application/json', "$name: JSON");
    is($r->{headers}{'cache-control'}, 'no-store', "$name: not kept");

    # what the edge counts is seen, and how it came

    is(Coc::Community::post($edge, 'ann', 'post', 'a zug2 text')->{status},
        403, "$name: an infraction");
    ($status, $said) = call($edge, 'GET', '/api/members/ann');
    cmp_ok($said->{points}, '>', 0, "$name: has points");
    is(scalar(keys %{$said->{sections}}), 1, "$name: of a section");

    # a moderator's sanction holds at once; a restore lifts it

    ($status, $said) = call($edge, 'POST', '/api/members/ann/sanctions',
        { step => 'suspend', time => '1h', by => 'kim' });
    is($status, 200, "$name: a sanction");
    is($said->{step}, 'suspend', "$name: is set");
    ok(abs($said->{until} / 1000 - time - 3600) < 60, "$name: for an hour");
    like($said->{id}, qr/^[0-9a-f]{32}$/, "$name: has an id");
    is(Coc::Community::post($edge, 'ann', 'post', 'harmless')->{status}, 403,
        "$name: it holds");

    ($status, $said) = call($edge, 'POST', '/api/members/ann/restore',
        { by => 'kim' });
    is("$status $said->{step} $said->{points}", '200 none 0',
        "$name: a restore");
    is(Coc::Community::post($edge, 'ann', 'post', 'harmless')->{status}, 200,
        "$name: it is lifted");

    soon { (call($edge, 'GET', '/api/members/ann/history'))[1]{history}[2] }
        "$name: a history of three";
    ($status, $said) = call($edge, 'GET', '/api/members/ann/history');
    is(scalar(@{$said->{history}}), 3, "$name: no more");
    is_deeply([ map { $_->{by} } @{$said->{history}} ],
        [ 'edge', 'kim', 'kim' ], "$name: by whom");

    # a privilege: taken, told, given back, each once; why a sanction was set

    my $path = '/api/members/pat/privileges/no_link';

    for my $n (1, 2) {
        ($status, $said) = call($edge, 'PUT', $path, { time => '1h',
            reason => 'adverts', by => 'kim', id => 'take' });
        is("$status $said->{id} $said->{step}", '200 take none',
            "$name: a privilege");
        is($said->{privileges}{no_link}{reason}, 'adverts', "$name: why");
        ok(abs($said->{privileges}{no_link}{until} / 1000 - time - 3600) < 60,
            "$name: for an hour");
    }

    ($status, $said) = call($edge, 'PUT',
        '/api/members/pat/privileges/no_comment', {});
    is_deeply([ sort keys %{$said->{privileges}} ],
        [ qw(no_comment no_link) ], "$name: two of them");
    is_deeply($said->{privileges}{no_comment}, { until => undef,
        reason => '' }, "$name: without end or reason");
    is(Coc::Community::told(Coc::Community::post($edge, 'pat', 'comment',
        'a')), '403 urn:coc:privilege', "$name: it holds");

    ($status, $said) = call($edge, 'DELETE',
        '/api/members/pat/privileges/no_comment');
    is_deeply([ $status, keys %{$said->{privileges}} ], [ 200, 'no_link' ],
        "$name: given back");
    call($edge, 'DELETE', $path, { by => 'lou', reason => 'sorry' });
    ($status, $said) = call($edge, 'GET', '/api/members/pat');
    is_deeply($said->{privileges}, {}, "$name: all of them");

    call($edge, 'POST', '/api/members/pat/sanctions', { step => 'warn',
        reason => 'a quarrel' });
    soon { @{(call($edge, 'GET', '/api/members/pat/history'))[1]{history}}
           == 5 } "$name: in the history";

    # an answer doesn't wait for history: of one moment it has any order

    is_deeply([ sort map { join ' ', grep { defined }
                           @{$_}{qw(what by privilege reason)} }
        @{(call($edge, 'GET', '/api/members/pat/history'))[1]{history}} ],
        [ 'lift api no_comment', 'lift lou no_link sorry',
          'privilege api no_comment', 'privilege kim no_link adverts',
          'sanction api a quarrel' ], "$name: each once");

    # identities: all at once, none of it readable, replaced, forgotten

    ($status, $said) = call($edge, 'PUT', '/api/members/ann/identities',
        { email => [ 'ann@a.example', 'ann@b.example' ],
          name => 'Dr. Ann Lee', handle => '@ann', display_name => 'Boss',
          staff => JSON::PP::true, public => JSON::PP::true,
          phone => undef });
    is("$status $said->{tokens}", '200 6', "$name: identities");
    ($status, $said) = call($edge, 'GET', '/api/members/ann/identities');
    is_deeply($said->{identities}, { email => 2, name => 1, handle => 1,
        pair => 1, display_name => 1 }, "$name: how many of each");
    is(scalar(grep { /^coc:(?:id|name):[0-9a-f]{32}$/ } $redis->keys), 6,
        "$name: as tokens");
    is($redis->cmd('SCARD', 'coc:{' . Coc::Community::member_hash('ann')
        . '}:own'), 6, "$name: public");

    ($status, $said) = call($edge, 'PUT', '/api/members/ann/identities',
        { email => 'ann@a.example' });
    is("$status $said->{tokens}", '200 1', "$name: other identities");
    is(scalar(grep { /^coc:(?:id|name):/ } $redis->keys), 1,
        "$name: in place of all");
    ($status, $said) = call($edge, 'DELETE', '/api/members/ann/identities');
    is("$status $said->{tokens}", '200 0', "$name: none");
    is(scalar(grep { /^coc:(?:id|name):|:ids$|:own$/ } $redis->keys), 0,
        "$name: forgotten");

    # who blocked whom

    for my $case ([ 'GET', 'false' ], [ 'PUT', 'true' ], [ 'PUT', 'true' ],
                  [ 'GET', 'true' ], [ 'DELETE', 'false' ],
                  [ 'DELETE', 'false' ], [ 'GET', 'false' ])
    {
        my ($method, $want) = @$case;

        ($status, $said, $r) = call($edge, $method,
            '/api/members/ann/blocked/bob');
        is($status, 200, "$name: blocked, $method");
        like($r->{body}, qr/"blocked":$want\}/, "$name: $want");
    }

    # what waits for moderators: newest first, page by page, each entry once

    # posts of one moment may be recorded in any order: the last one waits

    for my $n (1 .. 12) {
        if ($n == 12) {
            soon { @{(call($edge, 'GET', '/api/review?count=100'))[1]{entries}}
                   == 12 } "$name: all but one for review";
        }

        Coc::Community::post($edge, "m$n", 'post', 'a flim3 text');
    }

    soon { @{(call($edge, 'GET', '/api/review?count=100'))[1]{entries}} == 13 }
        "$name: for review";
    my (@cases, $next);

    for (1 .. 9) {
        ($status, $said) = call($edge, 'GET', '/api/review?count=5'
            . (defined $next ? "&before=$next" : ''));
        is($status, 200, "$name: a page");
        cmp_ok(scalar(@{$said->{entries}}), '<=', 5, "$name: of five");
        push @cases, map { $_->{case} } @{$said->{entries}};
        last if !defined($next = $said->{next});
    }

    is(scalar(@cases), 13, "$name: all of them");
    is(scalar(keys %{{ map { $_ => 1 } @cases }}), 13, "$name: each once");
    my @log = map { $_->[7] } grep { $_->[2] =~ /flag|block/ }
        Coc::Community::log_lines($edge);
    is($cases[0], $log[-1], "$name: the newest first");

    soon { (call($edge, 'GET', "/api/cases/$cases[0]"))[0] == 200 }
        "$name: a case";
    ($status, $said) = call($edge, 'GET', "/api/cases/$cases[0]");
    is_deeply([ @$said{qw(case verdict kind stream member)} ],
        [ $cases[0], 'flag', 'post', 'review',
          Coc::Community::member_hash('m12') ], "$name: its entry");
    is($said->{event}{case}, $cases[0], "$name: with the event");
    is((call($edge, 'GET', '/api/review?stream=escalations'))[1]{next}, undef,
        "$name: no escalations");

    $edge->stop;
}


my $redis = Coc::Redis->new;

walk('one', $redis);

SKIP: {
    my $cluster = eval { Coc::Cluster->new }
        or skip "no cluster: $@", 1;

    walk('cluster', $cluster);
    $cluster->stop;
}


# what is refused

$redis->cmd('FLUSHALL');
my $edge = edge($redis);
my $wrong = 'api:invalid';

refused('no such path', $edge, 404, 'api:unknown', 'GET', $_)
    for qw(/api/ /api/members /api/members/ /api/members/a/b
           /api/members/a/b/c/d /api/none/a /api/members/a/history/x);
my (undef, $r) = refused('no such method', $edge, 405, 'api:method', 'PATCH',
    '/api/members/ann/identities', '{}');
is($r->{headers}{allow}, 'GET, HEAD, PUT, DELETE', 'which there are');
(undef, $r) = refused('nothing to read', $edge, 405, 'api:method', 'GET',
    '/api/members/ann/sanctions');
is($r->{headers}{allow}, 'POST', 'but to post');
refused('read only', $edge, 403, 'api:readonly', 'POST',
    '/look/members/ann/sanctions', { step => 'warn' });
refused('read only', $edge, 403, 'api:readonly', 'DELETE',
    '/look/members/ann/identities');
is((call($edge, 'GET', '/look/members/ann'))[0], 200, 'but read');
is((call($edge, 'GET', '/exact'))[0], 404, 'an exact location has no paths');

for my $type ('text/plain', 'application/x-www-form-urlencoded',
              'multipart/form-data; boundary=x', 'application/jsonp', undef)
{
    refused('the type of a form', $edge, 415, 'api:type', 'POST',
        '/api/members/ann/restore', '{}', type => $type);
}

is((call($edge, 'POST', '/api/members/ann/restore', undef))[0], 200,
    'no body is needed');
is((call($edge, 'POST', '/api/members/ann/restore', '{}',
    type => 'Application/JSON; charset=utf-8'))[0], 200, 'with a charset');

refused('too long', $edge, 413, 'api:limit', 'POST',
    '/api/members/ann/restore', '{"by":"' . 'x' x 65536 . '"}');
refused('long, and in a file', $edge, 400, $wrong, 'POST',
    '/api/members/ann/restore', '{"by":"' . 'x' x 60000 . '"}');
refused('too long, in pieces', $edge, 413, 'api:limit', 'POST',
    '/api/members/ann/restore', Coc::Client::chunked('{"by":"'
    . 'x' x 70000 . '"}'), 'Transfer-Encoding' => 'chunked');

refused($_, $edge, 400, $wrong, 'POST', '/api/members/ann/sanctions', $_)
    for '', '{}', '[]', '"mute"', 'mute', '{', '{"step":"mute"',
        '{"step":"none"}', '{"step":"mut"}', '{"step":1}', '{"step":["mute"]}',
        '{"step":"mute","time":"0"}', '{"step":"mute","time":3600}',
        '{"step":"mute","time":"soon"}', '{"step":"warn","time":"1h"}',
        '{"step":"mute","step":"warn"}', '{"step":"mute","note":"x"}',
        '{"step":"mute","by":""}', '{"step":"mute","id":""}',
        '{"step":"mute","id":"a b"}', '{"step":"mute","by":{"a":"b"}}',
        '{"step":"mute","by":"' . 'x' x 65 . '"}',
        '{"step":"mute","id":"' . 'x' x 65 . '"}',
        '{"step ":"mute"}', '{" ":"mute"}', '{"":"mute"}',
        '{"step time":"mute"}', '[' x 60000;

refused('no such privilege', $edge, 404, 'api:unknown', $_,
    '/api/members/ann/privileges/no_fun', '{}') for qw(PUT DELETE);
refused('read only', $edge, 403, 'api:readonly', $_,
    '/look/members/ann/privileges/no_post', '{}') for qw(PUT DELETE);
refused('the type of a form', $edge, 415, 'api:type', $_,
    '/api/members/ann/privileges/no_post', '{}', type => 'text/plain')
    for qw(PUT DELETE);

refused($_, $edge, 400, $wrong, 'PUT', '/api/members/ann/privileges/no_post',
    $_) for '', '[]', '{"time":"0"}', '{"time":"soon"}', '{"step":"mute"}',
        '{"reason":1}', '{"reason":"a\\nb"}', '{"by":""}',
        '{"reason":"' . 'r' x 201 . '"}';
refused($_, $edge, 400, $wrong, 'DELETE',
    '/api/members/ann/privileges/no_post', $_) for '[]', '{"time":"1h"}';
refused($_, $edge, 400, $wrong, 'POST', '/api/members/ann/sanctions', $_)
    for '{"step":"mute","reason":1}',
        '{"step":"mute","reason":"' . 'r' x 201 . '"}';

refused($_, $edge, 400, $wrong, 'PUT', '/api/members/ann/identities', $_)
    for '[]', '{"email":1}', '{"email":["a@a.example",1]}',
        '{"email":[["a@a.example"]]}', '{"email":{"a":{"b":"c"}}}',
        '{"email":"x"}', '{"name":"Ann"}', '{"pair":"x"}',
        '{"staff":"yes"}', '{"staff":1}', '{"staff":["x"]}',
        '{"email":"a@a.example","email":"b@a.example"}',
        encode_json({ email => [ map { "a$_\@a.example" } 1 .. 33 ] }),
        encode_json({ email => [ map { "a$_\@a.example" } 1 .. 99 ] });

refused("review?$_", $edge, 400, $wrong, 'GET', "/api/review?$_")
    for qw(stream=feed stream= count=0 count=101 count=x count=-1 before=
           before=1 before=1-2-16);
refused("no case $_", $edge, 404, 'api:unknown', 'GET', "/api/cases/$_")
    for 'none', 'x' x 65, '%0d%0a', '*';
refused('a review', $edge, 405, 'api:method', 'POST', '/api/review', '{}');
$redis->cmd('SET', 'coc:case:wrong', 'coc:1:feed 1-1');
refused('a case that lies', $edge, 404, 'api:unknown', 'GET',
    '/api/cases/wrong');
$redis->cmd('SET', 'coc:case:wrong', 'coc:1:review 1-1');
refused('a case that is trimmed', $edge, 404, 'api:unknown', 'GET',
    '/api/cases/wrong');
$redis->cmd('DEL', 'coc:case:wrong');

is_deeply([ grep { !/:\d+:(?:feed|active)$|:st$|:log$/ } $redis->keys ], [],
    'nothing of it was registered');


# ids of any kind

for my $id ('%00', '%0d%0aSET%20x%201%0d%0a', '..%2e', '%7Bann%7D', '*',
            '%22%5C', '%F0%9F%A9%BA', '%ff%fe', 'x' x 2000, '%20', ':',
            '%27%22%3Cscript%3E', '$remote_user')
{
    my ($status, $said, $r) = call($edge, 'GET', "/api/members/$id");

    # what nginx itself refuses never comes here

    ok($status == 200 || $status == 400, "id $id: $status")
        or next;
    next if $status == 400;

    ok(exists $said->{hash}, "id $id: JSON") or diag($r->{body});
}

is($redis->cmd('EXISTS', 'x'), 0, 'none is a command');


# the same id twice is one sanction; who did it comes from the log-in

call($edge, 'POST', '/api/members/bob/sanctions',
    { step => 'mute', time => '1h', id => 'once' }) for 1 .. 3;
soon { (call($edge, 'GET', '/api/members/bob/history'))[1]{history}[0] }
    'it is in the history';
my $history = (call($edge, 'GET', '/api/members/bob/history'))[1]{history};
is_deeply([ map { "$_->{id} $_->{by}" } @$history ], [ 'once api' ],
    'once, however often it is sent');

my ($status, $said) = call($edge, 'POST', '/api/members/cho/sanctions',
    { step => 'warn' }, Authorization => 'Basic a2ltOng=');
is($said->{step}, 'warn', 'a warning');
soon { (call($edge, 'GET', '/api/members/cho/history'))[1]{history}[0] }
    'in the history';
is((call($edge, 'GET', '/api/members/cho/history'))[1]{history}[0]{by}, 'kim',
    'by whom');

(undef, undef, $r) = call($edge, 'HEAD', '/api/members/bob');
is("$r->{status}$r->{body}", '200', 'HEAD');


# another edge learns of it, by its table

my $other = Coc::Community::edge(redis => $redis, server => $api,
    policy => 'coc_standing_cache on;');
$other->start;
soon { Coc::Community::told(Coc::Community::post($other, 'dan', 'post', 'a'))
       eq '200 pass miss' } 'the other edge has a table';
call($edge, 'POST', '/api/members/dan/sanctions', { step => 'suspend' });
soon { Coc::Community::post($other, 'dan', 'post', 'a')->{status} == 403 }
    'it holds there';
call($other, 'POST', '/api/members/dan/restore', {});
is(Coc::Community::post($other, 'dan', 'post', 'a')->{status}, 200,
    'what was lifted here is lifted here');
$other->stop;


# Redis is away: 503 to who asks; a sanction waits, and comes

$redis->pause;
my $began = Time::HiRes::time();
(undef, $r) = refused('silent', $edge, 503, 'unavailable', 'GET',
    '/api/members/ann');
is($r->{headers}{'retry-after'}, 5, 'when to come again');
cmp_ok(Time::HiRes::time() - $began, '<', 2 * slow() + 2, 'in time');
refused('silent', $edge, 503, 'unavailable', 'PUT',
    '/api/members/ann/identities', { email => 'a@a.example' });
($status, $said) = call($edge, 'POST', '/api/members/eve/sanctions',
    { step => 'suspend', id => 'later' });
is($status, 202, 'a sanction is kept');
is_deeply($said, { id => 'later', member => 'eve',
    pending => JSON::PP::true }, 'and said to be');
is($edge->request('GET', '/plain')->{status}, 200, 'others are served');
$redis->resume;
soon { (call($edge, 'GET', '/api/members/eve'))[1]{step} // '' eq 'suspend' }
    'and comes to hold';

# a client that does not wait

$redis->pause;
my $client = $edge->client;
$client->send("GET /api/members/ann HTTP/1.1\r\nHost: x\r\n\r\n");
$client->abort;
$redis->resume;
soon { (call($edge, 'GET', '/api/members/ann'))[0] == 200 }
    'nobody misses a client that went';

$edge->stop;


# a Redis that lies, that refuses

for my $case ([ 'SMEMBERS', "*1\r\n\$3\r\nabc\r\n" ], [ 'SMEMBERS', ":1\r\n" ],
              [ 'SMEMBERS', "-NOPERM no\r\n" ], [ 'ZADD', "-OOM no\r\n" ],
              [ 'ZADD', "\$1\r\nx\r\n" ], [ 'SADD', [ close => '' ] ])
{
    my ($command, $lie) = @$case;
    my $fake = Coc::FakeRedis->new(redis => $redis, reply => sub {
        my ($words, $answer) = @_;
        return $words->[0] eq $command ? $lie : $answer;
    });

    $edge = edge($fake);
    refused("$command: a lie", $edge, 503, 'unavailable', 'PUT',
        '/api/members/ann/identities', { email => 'a@a.example' });
    $edge->stop;
    $fake->stop;
}


# two secrets: what the retired one holds is seen, forgotten, lifted

$redis->cmd('FLUSHALL');
my $old = 'the secret that is being retired now';
$edge = edge($redis, secret => [ $old ]);
call($edge, 'POST', '/api/members/ann/sanctions', { step => 'suspend' });
call($edge, 'PUT', '/api/members/ann/identities',
    { email => 'a@a.example' });
call($edge, 'PUT', '/api/members/ann/blocked/bob');
$edge->stop;

$edge = edge($redis, secret => [ $Coc::Community::secret, $old ]);
is((call($edge, 'GET', '/api/members/ann'))[1]{step}, 'suspend',
    'it holds under a new secret');
like((call($edge, 'GET', '/api/members/ann/blocked/bob'))[2]{body},
    qr/"blocked":true/, 'so does what is blocked');
call($edge, 'PUT', '/api/members/ann/identities', { email => 'b@a.example' });
is(scalar(grep { /^coc:id:/ } $redis->keys), 1, 'registered under one');
call($edge, 'POST', '/api/members/ann/restore', {});
is((call($edge, 'GET', '/api/members/ann'))[1]{step}, 'none',
    'lifted under both');
call($edge, 'DELETE', '/api/members/ann/blocked/bob');
like((call($edge, 'GET', '/api/members/ann/blocked/bob'))[2]{body},
    qr/"blocked":false/, 'unblocked under both');
$edge->stop;


# the API alone: no rules, no zone, nothing that is screened; with the least
# rights

my $acl = slurp(root() . '/doc/redis.acl');
$acl =~ s/^(user coc-edge on #)0{64} /$1 . sha256_hex('sesame') . ' '/me;
my $strict = Coc::Redis->new(config => $acl);

$edge = Coc::Nginx->new;
$edge->file('secret', $Coc::Community::secret);
$edge->file('password', 'sesame');
$edge->configure(server => '
    coc_redis ' . $strict->address . ' user=coc-edge
              password_file=%%DIR%%/password;
    coc_redis_timeout ' . 2 * slow() . 's;
    coc_secret %%DIR%%/secret;
    location /a { coc_api write; }');
$edge->start;

is((call($edge, 'GET', '/a/members/ann'))[0], 200, 'the API alone');
is((call($edge, 'PUT', '/a/members/ann/identities',
    { email => 'a@a.example', public => JSON::PP::true }))[0], 200,
    'registers');
is((call($edge, 'GET', '/a/members/ann/identities'))[1]{identities}{email}, 1,
    'and tells');
is((call($edge, 'DELETE', '/a/members/ann/identities'))[0], 200, 'forgets');
is((call($edge, $_, '/a/members/ann/blocked/bob'))[0], 200, "blocks: $_")
    for qw(PUT GET DELETE);
is((call($edge, 'POST', '/a/members/ann/sanctions', { step => 'warn' }))[0],
    200, 'sanctions');
soon { (call($edge, 'GET', '/a/members/ann/history'))[1]{history}[0] }
    'and has the history';
$edge->stop;

done_testing();

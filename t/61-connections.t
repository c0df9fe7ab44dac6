#!/usr/bin/perl

# Connections: HTTP/2, chunks, Expect, pipelining, keepalive behind a refusal,
# clients that go away.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::Nginx;
use Coc::Redis;
use Coc::Rules;
use Coc::Upstream;
use Coc::Util qw(spew free_port);


my $app = Coc::Upstream->new;
my $redis = Coc::Redis->new;
my $nginx = Coc::Nginx->new(name => 'connections');
my $h2 = Coc::Nginx->new(name => 'HTTP/2');
my $rules = Coc::Rules::write_to($nginx->dir);
my $port = $app->port;
my $address = $redis->address;

my $server = <<"END";
        coc on;
        coc_rules $rules;
        coc_secret secret;
        coc_member \$http_x_member;
        coc_redis $address;
        coc_redis_timeout 5s;
        coc_ladder 4=suspend:1h;
        proxy_set_header X-CoC-Verdict \$coc_verdict;
        client_max_body_size 20m;

        location / { proxy_pass http://127.0.0.1:$port; }
        location /stream/ {
            proxy_request_buffering off;
            proxy_http_version 1.1;
            proxy_pass http://127.0.0.1:$port;
        }
        location /page/ {
            error_page 403 \@page;
            proxy_pass http://127.0.0.1:$port;
        }
        location \@page { proxy_pass http://127.0.0.1:$port; }
        location \@told { proxy_pass http://unix:%%DIR%%/told; }
        location /small/ {
            client_max_body_size 1k;
            proxy_pass http://127.0.0.1:$port;
        }
        location /small-page/ {
            client_max_body_size 1k;
            error_page 413 \@told;
            proxy_pass http://127.0.0.1:$port;
        }
        location /watched/ {
            coc monitor;
            proxy_pass http://127.0.0.1:$port;
        }
END

for my $one ($nginx, $h2) {
    $one->file('secret', 'a secret of at least thirty-two bytes');
    $one->configure(server => $server,
        http => 'server { listen unix:%%DIR%%/told; return 200; }');
}

$nginx->start;

my $h2_port = free_port();
$h2->configure(server => "listen 127.0.0.1:$h2_port http2;\n$server")->start;

sub head
{
    my ($uri, %headers) = @_;
    return Coc::Client::format_request('POST', $uri, undef,
        'Content-Type' => 'text/plain', %headers);
}


sub told
{
    my ($r) = @_;
    return 'none' if !$r;
    return $r->{body} =~ /^X-CoC-Verdict: (\S+)/m ? $1 : $r->{status};
}


sub sent
{
    my ($r) = @_;
    my (undef, $body) = Coc::Upstream::split_request($r ? $r->{body} : '');
    return $body;
}


# a member who is suspended

my $r = $nginx->request('POST', '/', 'blockword',
    'Content-Type' => 'text/plain', 'X-Member' => 'dan');
is($r->{status}, 403, 'the post that suspends');
$r = $nginx->request('POST', '/', 'a word', 'Content-Type' => 'text/plain',
                     'X-Member' => 'dan');
is($r->{status}, 403, 'and the next');
like($r->{body}, qr/"type":"urn:coc:suspended".*"until":"\d{4}-/,
     'until when');


# Expect: 100-continue

my $c = $nginx->client;
$c->send(head('/', 'Content-Length' => 8, Expect => '100-continue',
              'X-Member' => 'eve'));
ok($c->continued, 'Expect: told to go on');
$c->send('flagword');
is(told($c->response), 'flag', 'and judged');

$c->send(head('/', 'Content-Length' => 9, Expect => '100-continue'));
ok($c->continued, 'again on the same connection');
$c->send('blockword');
is(told($c->response), 403, 'refused');
$c->close;

$c = $nginx->client;
$c->send(head('/', 'Content-Length' => 1000000, Expect => '100-continue',
              'X-Member' => 'dan'));
$r = $c->response;
is($r && $r->{status}, 403, 'a suspended member: refused by the header');
is($r->{continued}, 0, 'and not told to go on');
$c->close;

# refused before the body: not read, not forwarded, whatever page replies

my $before = $app->count;
$c = $nginx->client;
$c->send(head('/page/', 'Content-Length' => 1000000, 'X-Member' => 'dan')
         . 'blockword' x 10);
$r = $c->response;
is($r && $r->{status}, 403, 'refused with a page, the body not yet here');
is(told($r), 'block', 'the page knows');
is(sent($r), '', 'and has no body');
$c->close;
is($app->count, $before + 1, 'once');

$c = $nginx->client;
$c->send(head('/page/', 'Transfer-Encoding' => 'chunked', 'X-Member' => 'dan',
              Expect => '100-continue'));
$r = $c->response;
is($r && $r->{status}, 403, 'chunked, and Expect');
is($r->{continued}, 0, 'not told to go on');
is(sent($r), '', 'no body');
$c->close;


# keepalive behind a refusal

$c = $nginx->client;

for my $case ([ 'blockword', 403 ], [ 'flagword', 'flag' ], [ 'word', 'pass' ],
              [ '', 'pass' ], [ 'blockword', 403 ], [ 'word', 'pass' ])
{
    my ($body, $want) = @$case;
    $c->send(head('/', 'Content-Length' => length $body) . $body);
    is(told($c->response), $want, "one connection: '$body', $want");
}

# a suspended member's body is read and thrown away

$c->send(head('/', 'Content-Length' => 100000, 'X-Member' => 'dan'));
$r = $c->response;
is($r && $r->{status}, 403, 'refused, the body comes later');
$c->send('x' x 100000);
$c->send(head('/', 'Content-Length' => 8) . 'flagword');
is(told($c->response), 'flag', 'and the next request after it');

$c->send(head('/', 'Transfer-Encoding' => 'chunked', 'X-Member' => 'dan'));
is(told($c->response), 403, 'refused, chunks come later');
$c->send(Coc::Client::chunked('y' x 5000, 100));
$c->send(head('/', 'Content-Length' => 8) . 'flagword');
is(told($c->response), 'flag', 'and the next request');
$c->close;


# pipelined requests, in one piece and cut

my @line = ([ '/', 'blockword', 403 ], [ '/', 'flagword', 'flag' ],
            [ '/', 'a word', 'pass' ], [ '/stream/', 'blockword', 403 ],
            [ '/watched/', 'blockword', 'block-monitored' ],
            [ '/', '', 'pass' ], [ '/', 'holdword', 'hold' ]);

for my $cut (0, 10, 150, 170, 300, 500, 700) {
    my $pipe = $nginx->client;
    my $n = 0;
    my $line = join '', map {
        my ($uri, $body) = @$_;
        head($uri, 'Content-Length' => length $body,
             'X-Member' => sprintf 'member-%d-%d', $cut, $n++) . $body
    } @line;

    $pipe->send_pieces(substr($line, 0, $cut), substr($line, $cut));
    is(join(' ', map { told($pipe->response) } @line),
       join(' ', map { $_->[2] } @line), "pipelined, cut at $cut");
    $pipe->close;
}


# clients that go away: in the header, in the body, before the reply

for my $where ('/', '/stream/', '/watched/') {
    for my $how ('abort', 'finish', 'close') {
        my $gone = $nginx->client;
        $gone->send(head("${where}gone-$how", 'Content-Length' => 100)
                    . 'blockword');
        $gone->drained;
        $gone->$how;
        ok($nginx->wait_access(qr{POST ${where}gone-$how HTTP/1.1" 4\d\d}),
           "$where: gone in the body ($how)");
    }

    my $gone = $nginx->client;
    $gone->send(head("${where}gone-chunk", 'Transfer-Encoding' => 'chunked')
                . "5\r\nblock\r\n4\r\nwo");
    $gone->drained;
    $gone->abort;
    ok($nginx->wait_access(qr{POST ${where}gone-chunk HTTP/1.1" 4\d\d}),
       "$where: gone in a chunk");
}

is(scalar(grep { /gone/ } $app->requests), 0, 'nothing of them is forwarded');

# gone while Redis is asked

$redis->pause;
$c = $nginx->client;
$c->send(head('/asked', 'Content-Length' => 4, 'X-Member' => 'eve') . 'word');
$c->drained;
$c->abort;
ok($nginx->wait_access(qr{POST /asked HTTP/1.1" 499}), 'gone while asking');
$redis->resume;
is(told($nginx->request('POST', '/', 'flagword',
                        'Content-Type' => 'text/plain',
                        'X-Member' => 'eve')), 'flag', 'serves on');


# HTTP/2

my $dir = $nginx->dir;
my $url = "http://127.0.0.1:$h2_port";

sub curl2
{
    my ($uri, $body, @more) = @_;

    spew("$dir/body", $body);
    return Coc::Client::curl('--http2-prior-knowledge', '-H',
        'Content-Type: text/plain', @more, "$url$uri");
}

# from a pipe, curl sends no Content-Length

my @from = ([ '--data-binary', "\@$dir/body" ],
            [ '-X', 'POST', '-T', "$dir/body", '-H', 'Content-Length:' ]);

for my $from (0, 1) {
    my @how = @{$from[$from]};
    my $what = $from ? 'HTTP/2 without Content-Length' : 'HTTP/2';

    for my $case ([ 'a word', 'pass' ], [ 'flagword', 'flag' ],
                  [ 'blockword', 403 ], [ 'holdword', 'hold' ],
                  [ 'a word ' x 20000 . 'flagword', 'flag' ],
                  [ 'x ' x 20000 . 'blockword' . ' y' x 20000, 403 ])
    {
        my ($body, $want) = @$case;

        for my $uri ('/', '/stream/') {
            my $got = curl2($uri, $body, @how);
            my $short = length $body > 20 ? length($body) . ' bytes' : $body;

            is($got->{version}, '2', "$what: $short") if $uri eq '/';
            is(told($got), $want, "$what, $uri: $want");
            ok(sent($got) eq $body, 'unchanged') if $want ne 403;
        }
    }

    # replies before the body is whole: curl gives up on some, with any server,
    # so what became of those is in the log

    for my $case ([ '/', 403, 'X-Member: dan' ],
                  [ '/page/', 403, 'X-Member: dan' ],
                  [ '/small/', 413, 'X-Member: eve' ],
                  [ '/small-page/', 413, 'X-Member: eve' ])
    {
        my ($uri, $status, $header) = @$case;

        for my $size (3000, 300000) {
            my $name = "${uri}early-$from-$size";

            curl2($name, 'x' x $size, @how, '-H', $header);
            ok($h2->wait_access(qr{POST $name HTTP/2.0" $status}),
               "$what: $uri, $status for $size bytes");
        }
    }

    my $got = curl2('/', 'blockword', @how, '-X', 'GET');
    is(told($got), 403, "$what: GET with a body");
    $got = curl2('/', 'blockword', @how, '-X', 'DELETE');
    is(told($got), 403, "$what: DELETE with a body");
}

my $got = curl2('/', '', '-X', 'POST');
is(told($got), 'pass', 'HTTP/2: POST without a body');
$got = curl2('/', '', '-H', 'X-CoC-Verdict: forged', '-H', 'X-CoC-Case: 1');
is(told($got), '-', 'HTTP/2: no verdict of the client\'s');
unlike($got->{body}, qr/X-CoC-Case/i, 'nor another word');

# the reply itself, by a client that reads it

SKIP: {
    my $nghttp = grep { -x "$_/nghttp" } split(/:/, $ENV{PATH}), '/usr/bin';
    skip 'no nghttp (package nghttp2-client)', 6 if !$nghttp;

    for my $size (3000, 300000) {
        spew("$dir/load", 'x' x $size);

        my $said = `nghttp -v -d $dir/load -H 'x-member: dan' $url/ 2>&1`;
        like($said, qr/:status: 403/, "HTTP/2: suspended, $size bytes");
        like($said, qr/urn:coc:suspended/, 'told why');

        $said = `nghttp -v -d $dir/load -H 'x-member: dan' $url/page/ 2>&1`;
        like($said, qr/X-CoC-Verdict: block\r?\n(?:.*\n)*?\r?\n(?!x)/,
             'or by a page, that has no body');
    }
}

# streams of one connection, each with a verdict of its own

SKIP: {
    my $h2load = grep { -x "$_/h2load" } split(/:/, $ENV{PATH}), '/usr/bin';
    skip 'no h2load (package nghttp2-client)', 2 if !$h2load;

    for my $case ([ 'flagword', '2xx' ], [ 'blockword', '4xx' ]) {
        my ($body, $class) = @$case;
        spew("$dir/load", "a word and $body");
        my $said = `h2load -n 200 -c 4 -m 20 -d $dir/load \\
            -H 'content-type: text/plain' $url/ 2>&1`;
        like($said, qr/status codes:.*\b200 $class/, "200 streams: $body");
    }
}

unlike($_->error_log, qr/was read or replaced by another module/,
       $_->{name} . ': nothing was read twice') for $nginx, $h2;

$_->stop for $nginx, $h2;
$redis->stop;
$app->stop;
done_testing();

#!/usr/bin/perl

# Ways by which a body that was refused, or that could not be read, might still
# leave: post_action, and error pages into locations where coc is off.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::FakeRedis;
use Coc::Nginx;
use Coc::Rules;
use Coc::Upstream;
use Coc::Util qw(wait_for slurp);


my $app = Coc::Upstream->new;
my $slow = Coc::FakeRedis->new(reply => sub {
    my ($command, $answer) = @_;
    return $command->[0] eq 'HMGET' ? [ after => 1, $answer ] : $answer;
});
my $nginx = Coc::Nginx->new(name => 'ways out');
my $rules = Coc::Rules::write_to($nginx->dir);
my $dav = has_dav() ? 'dav_methods PUT;' : '';
my ($port, $redis) = ($app->port, $slow->address);

$nginx->file('secret', 'a secret of at least thirty-two bytes');
$nginx->configure(http => <<'END', server => <<"END");
    log_format told '$request_method $request_uri $uri $status $coc_verdict '
                    '$coc_reason';
    log_format brief '$request_uri $status $coc_verdict $coc_reason';
    access_log logs/access.log told;
    access_log logs/brief.log brief;
END
        coc_rules $rules;
        client_body_timeout 1s;
        proxy_ignore_client_abort on;

        location /post/ {
            coc on;
            post_action /after;
            proxy_pass http://127.0.0.1:$port;
        }
        location /watched/ {
            coc monitor;
            post_action /after;
            proxy_pass http://127.0.0.1:$port;
        }
        location /after { proxy_pass http://127.0.0.1:$port; }

        location /left-on/ {
            coc on;
            coc_secret secret;
            coc_redis $redis;
            coc_redis_timeout 10s;
            coc_member \$http_x_member;
            post_action /after-on;
            proxy_pass http://127.0.0.1:$port;
        }
        location /left-off/ {
            coc on;
            coc_secret secret;
            coc_redis $redis;
            coc_redis_timeout 10s;
            coc_member \$http_x_member;
            post_action /after-off;
            proxy_pass http://127.0.0.1:$port;
        }
        location /half/ {
            coc monitor;
            coc_secret secret;
            coc_redis $redis;
            coc_redis_timeout 10s;
            coc_member \$http_x_member;
            proxy_pass http://127.0.0.1:$port;
        }
        location /ask/ {
            coc on;
            coc_secret secret;
            proxy_pass http://127.0.0.1:$port;
        }
        location /watch-nudge/ {
            coc monitor;
            coc_secret secret;
            proxy_pass http://127.0.0.1:$port;
        }
        location /watch-closed/ {
            coc monitor;
            coc_secret secret;
            coc_redis unix:%%DIR%%/none.sock;
            coc_redis_fail closed;
            coc_member \$http_x_member;
            proxy_pass http://127.0.0.1:$port;
        }
        location /after-on {
            coc on;
            proxy_pass http://127.0.0.1:$port;
        }
        location /after-off { proxy_pass http://127.0.0.1:$port; }

        location /cut/ {
            coc on;
            client_max_body_size 100;
            error_page 413 400 408 = \@cut;
            proxy_pass http://127.0.0.1:$port;
        }
        location /cut-watched/ {
            coc monitor;
            client_max_body_size 100;
            error_page 413 = \@cut;
            proxy_pass http://127.0.0.1:$port;
        }
        location /cut-action/ {
            coc on;
            post_action /after;
            proxy_pass http://127.0.0.1:$port;
        }
        location /dav/ {
            coc on;
            client_body_in_file_only on;
            $dav
            root %%DIR%%;
        }
        location \@cut { proxy_pass http://127.0.0.1:$port; }
END
$nginx->start;


# What the application got since: (head and body) of each.

my $told = 0;

sub news
{
    my ($n) = @_;
    my @all = $app->requests($told + $n);
    my @new = map { [ Coc::Upstream::split_request($_) ] }
        @all[$told .. $#all];

    $told = @all;
    return @new;
}


sub post
{
    my ($uri, $body, %headers) = @_;
    my $r = $nginx->request('POST', $uri, $body,
                            'Content-Type' => 'text/plain', %headers);
    return $r ? $r->{status} : 0;
}


sub brief
{
    my ($what) = @_;
    return wait_for { slurp($nginx->dir . '/logs/brief.log') =~ $what };
}


# post_action

is(post('/post/x', 'all is well'), 200, 'a post that passes');
my @new = news(2);
is($new[0][1], 'all is well', 'is forwarded');
like($new[1][0], qr{^POST /after }, 'and told of afterwards');
is($new[1][1], 'all is well', 'as it was');

is(post('/post/x', 'a blockword'), 403, 'one that is blocked');
@new = news(1);
is(@new, 1, 'leads to a post_action');
unlike($new[0][0] . $new[0][1], qr/blockword/, 'that gets none of it');
like($new[0][0], qr{^POST /after }, 'but is told');
unlike($new[0][0], qr/^Content-Length: [1-9]/m, 'no length either');

my $long = 'a blockword ' . 'x' x 40_000;
is(post('/post/x', $long), 403, 'one that lies in a file');
@new = news(1);
is(length $new[0][1], 0, 'nor of that');

my $c = $nginx->client;
$c->send("POST /post/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked"
         . "\r\n\r\nb\r\na blockword\r\n0\r\n\r\n");
is($c->response->{status}, 403, 'one in chunks');
$c->close;
@new = news(1);
is(length $new[0][1], 0, 'nor of that');

is(post('/watched/x', 'a blockword'), 200, 'monitor');
@new = news(2);
is($new[1][1], 'a blockword', 'changes nothing');

# a slow client: what came until the time was up

$c = $nginx->client;
$c->send("POST /cut-action/x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n"
         . 'a blockword');
@new = news(1);
is($new[0] && $new[0][1], '', 'half of a body that timed out goes nowhere');
$c->close;

# a client that leaves while Redis is asked

for my $to ('on', 'off') {
    $c = $nginx->client;
    $c->send("POST /left-$to/x HTTP/1.1\r\nHost: a\r\nX-Member: ann\r\n"
             . "Content-Length: 11\r\n\r\na blockword");
    ok(wait_for { grep { /^HMGET/ } $slow->commands }, 'Redis is asked');
    $c->close;
    ok(wait_for { $nginx->access_log =~ m{/left-$to/x /after-$to } },
       "coc $to: the post_action runs");
    @new = $app->requests;
    unlike(join('', @new[$told .. $#new]), qr/blockword/, 'without the body');
    $told = @new;
}

# monitor: one that closes its side while Redis is asked still gets its answer

$c = $nginx->client;
$c->send("POST /half/x HTTP/1.1\r\nHost: a\r\nX-Member: ann\r\n"
         . "Content-Length: 11\r\n\r\na blockword");
$c->drained;
$c->finish;
my $half = $c->response;
is($half && $half->{status}, 200, 'half-closed, monitored: answered');
@new = news(1);
is($new[0][1], 'a blockword', 'and forwarded');
$c->close;

# monitor counts what on would have done

for my $case ([ 'ann', 'block-monitored store' ], [ '', 'pass-monitored' ]) {
    is(post('/watch-closed/x', 'all is well', 'X-Member' => $case->[0]), 200,
       "Redis away, closed, monitored, member \"$case->[0]\"");
    ok(brief(qr{/watch-closed/x 200 \Q$case->[1]\E(?: -)?\s*$}m),
       $case->[1]);
}

my $r = $nginx->request('POST', '/ask/x', 'a nudgeword',
                        'Content-Type' => 'text/plain');
my ($token) = $r->{body} =~ /"confirm":"([^"]+)"/;

is(post('/watch-nudge/1', 'a nudgeword', 'X-CoC-Confirm' => $token), 200,
   'a token, monitored');
ok(brief(qr{/watch-nudge/1 200 flag-monitored rules}),
   'is one');
@new = $app->requests;
like($new[-1], qr/^X-CoC-Confirm: \Q$token\E/m, 'and is left in its place');
post('/watch-nudge/2', 'a nudgeword', 'X-CoC-Confirm' => "x$token");
ok(brief(qr{/watch-nudge/2 200 nudge-monitored rules}),
   'a forged one is none');
$told = $app->count;

# error pages

sub chunks
{
    my ($uri, @chunks) = @_;
    my $c = $nginx->client;

    $c->send("POST $uri HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked"
             . "\r\n\r\n");

    for my $chunk (@chunks) {
        $c->send(sprintf "%x\r\n%s\r\n", length $chunk, $chunk);
        $c->drained;
    }

    my $r = $c->response;
    $c->close;
    return $r ? $r->{status} : 0;
}

is(chunks('/cut/x', 'a blockword', 'x' x 200), 200, 'past the size allowed');
@new = news(1);
like($new[0][0], qr{^POST /cut/x }, 'the error page is asked');
is($new[0][1], '', 'without what came before');

$c = $nginx->client;
$c->send("POST /cut/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
         . "b\r\na blockword\r\n");
$c->drained;
$c->send("zz\r\n");
$c->response;
$c->close;
@new = news(1);
is($new[0][1], '', 'nor before a broken chunk');

chunks('/cut-watched/x', 'a blockword', 'x' x 200);
@new = news(1);
like($new[0][1], qr/blockword/, 'monitor changes nothing');

# WebDAV takes a body from a file

sub has_dav
{
    my $nginx = Coc::Util::nginx_binary();
    return `$nginx -V 2>&1` =~ /http_dav_module/;
}

SKIP: {
    skip 'no ngx_http_dav_module', 4 if !$dav;

    my $file = $nginx->dir . '/dav/a.txt';
    mkdir $nginx->dir . '/dav';

    my $r = $nginx->request('PUT', '/dav/a.txt', 'a blockword');
    is($r->{status}, 403, 'PUT into WebDAV: screened');
    ok(!-e $file, 'and not stored');
    $r = $nginx->request('PUT', '/dav/a.txt', 'all is well');
    is($r->{status}, 201, 'what passes');
    is(slurp($file), 'all is well', 'is');
}

$nginx->stop;
$slow->stop;
$app->stop;
done_testing();

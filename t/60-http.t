#!/usr/bin/perl

# Ways through nginx that are not straight: redirects, error pages, auth
# requests, mirrors.  None hangs, each request has one verdict, and nothing is
# forwarded that was refused.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::Nginx;
use Coc::Rules;
use Coc::Upstream;
use Coc::Util qw(wait_for);


my $app = Coc::Upstream->new;
my $seen = Coc::Upstream->new;
my $nginx = Coc::Nginx->new(name => 'ways');
my $rules = Coc::Rules::write_to($nginx->dir);
my ($port, $mirror) = ($app->port, $seen->port);

$nginx->file('html/there', "a file\n");

$nginx->configure(http => <<'END', server => <<"END");
    log_format told '$request_method $request_uri $status $coc_verdict';
    access_log logs/access.log told;
END
        coc on;
        coc_rules $rules;
        proxy_set_header X-CoC-Verdict \$coc_verdict;
        client_max_body_size 1k;
        client_body_timeout 5s;

        location / { proxy_pass http://127.0.0.1:$port; }

        # auth_request and satisfy

        location = /yes { internal; return 204; }
        location = /no { internal; return 403; }
        location = /ask {
            internal;
            proxy_pass_request_body off;
            proxy_set_header Content-Length "";
            proxy_pass http://127.0.0.1:$port;
        }
        location /auth/ {
            auth_request /yes;
            proxy_pass http://127.0.0.1:$port;
        }
        location /asked/ {
            auth_request /ask;
            proxy_pass http://127.0.0.1:$port;
        }
        location /denied/ {
            auth_request /no;
            proxy_pass http://127.0.0.1:$port;
        }
        location /satisfy/ {
            satisfy any;
            deny all;
            auth_request /yes;
            proxy_pass http://127.0.0.1:$port;
        }
        location /unsatisfied/ {
            satisfy all;
            allow all;
            auth_request /no;
            proxy_pass http://127.0.0.1:$port;
        }

        # error pages

        location /missing/ {
            coc off;
            proxy_intercept_errors on;
            error_page 404 \@app;
            proxy_pass http://127.0.0.1:$port/status/404/;
        }
        location /missing-on/ {
            proxy_intercept_errors on;
            error_page 404 \@app;
            proxy_pass http://127.0.0.1:$port/status/404/;
        }
        location \@app { proxy_pass http://127.0.0.1:$port; }

        location /refused/ {
            error_page 403 \@refused;
            proxy_pass http://127.0.0.1:$port;
        }
        location \@refused { proxy_pass http://127.0.0.1:$port; }

        location /refused-uri/ {
            error_page 403 /page/refused;
            proxy_pass http://127.0.0.1:$port;
        }
        location /page/ { proxy_pass http://127.0.0.1:$port; }

        location /large/ {
            error_page 413 400 \@large;
            proxy_pass http://127.0.0.1:$port;
        }
        location \@large { proxy_pass http://127.0.0.1:$port; }

        location /large-uri/ {
            error_page 413 400 /page/large;
            proxy_pass http://127.0.0.1:$port;
        }

        # try_files

        location /try/ {
            try_files /none \@app;
        }
        location /try-off/ {
            coc off;
            try_files /none \@app;
        }
        location /try-only/ {
            try_files /none \@off;
        }
        location \@off {
            coc off;
            proxy_pass http://127.0.0.1:$port;
        }
        location /try-file/ {
            try_files /there =404;
        }

        # internal redirects

        location /rewritten/ { rewrite ^ /last/x last; }
        location /last/ { proxy_pass http://127.0.0.1:$port; }

        location /accel/ { proxy_pass http://127.0.0.1:$port; }
        location /accel-off/ {
            coc off;
            proxy_pass http://127.0.0.1:$port/accel/last/;
        }
        location /watched-first/ {
            coc monitor;
            try_files /none \@app;
        }
        location /watched-report/ {
            coc monitor;
            try_files /none \@report;
        }
        location \@report {
            coc_kind report;
            proxy_set_header X-CoC-Verdict \$coc_verdict;
            proxy_set_header X-CoC-Sections "sections:\$coc_sections";
            proxy_pass http://127.0.0.1:$port;
        }
        location /index/ { index none /last/y; }

        # mirror

        location /mirrored/ {
            mirror /copy;
            proxy_pass http://127.0.0.1:$port;
        }
        location = /copy {
            internal;
            proxy_pass http://127.0.0.1:$mirror;
        }
END
$nginx->start;


my $n = 0;

# A post by a raw client: status, verdict as told to the application, body as
# it came there, the access log's verdict.

sub post
{
    my ($uri, $body, %headers) = @_;
    my $id = ++$n;

    my $r = $nginx->request('POST', "$uri?$id", $body,
                            'Content-Type' => 'text/plain', %headers);
    return { status => 'none', body => '', verdict => '', told => '' } if !$r;

    my ($head, $got) = Coc::Upstream::split_request($r->{body});
    my ($verdict) = $head =~ /^X-CoC-Verdict: (\S+)/m;
    my $line = $nginx->wait_access(qr/^\S+ \S+\?$id \d+ \S+$/m) || '';

    return { %$r, got => $got, verdict => $verdict || '',
             told => $line =~ /(\S+)$/ ? $1 : '' };
}


sub one_verdict
{
    my ($what) = @_;

    # lines of ours for this request
    my $lines = grep { /coc: verdict=/ && /\?$n HTTP/ }
        split /\n/, $nginx->error_log;

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is($lines, 1, "$what: one verdict");
}


# the straight way, and those that end at the application like it

for my $uri ('/straight/', '/auth/', '/asked/', '/satisfy/', '/try/',
             '/try-off/', '/try-only/', '/rewritten/', '/mirrored/',
             '/accel/last/', '/accel-off/', '/missing/', '/missing-on/')
{
    my $r = post($uri, 'a flagword');

    if ($uri =~ /missing/) {
        is($r->{status}, 404, "$uri: the page's status");

    } else {
        is($r->{status}, 200, "$uri: answered");
    }

    is($r->{told}, 'flag', 'a flag');
    is($r->{verdict}, $uri =~ /accel/ ? $r->{verdict} : 'flag',
       'the application knows');
    is($r->{got}, 'a flagword', 'and has the body') if $uri !~ /accel/;
    one_verdict($uri);

    my $before = $app->count;
    $r = post($uri, 'a blockword');
    is($r->{status}, 403, "$uri: 403");
    is($r->{told}, 'block', 'a block');
    like($r->{body}, qr/"urn:coc:block"/, 'told why');
    one_verdict($uri);

    # the first hop of three ways is not screened, or only asks

    my @sent = $app->requests;
    splice @sent, 0, $before;
    is(scalar(grep { /blockword/ } @sent),
       $uri =~ m{^/(?:accel-off|missing)/} ? 1 : 0,
       'goes nowhere that is screened');
}

# refused by others

for my $uri ('/denied/', '/unsatisfied/') {
    my $r = post($uri, 'a blockword');
    is($r->{status}, 403, "$uri: 403");
    is($r->{told}, '-', 'not of ours');
}

is(post('/try-file/', 'a blockword')->{status}, 403, 'a static file: 403');
is(post('/try-file/', 'a word')->{status}, 405, 'and as ever');

# what was only watched on the way is judged where it is not

is(post('/watched-first/', 'a blockword')->{status}, 403,
   'monitor, then on: 403');
is(post('/watched-first/', 'a flagword')->{verdict}, 'flag',
   'monitor, then on: flag');

my $watched = post('/watched-report/', 'a blockword');
is($watched->{verdict}, 'pass', 'monitor, then on, as a report: pass');
like($watched->{body}, qr/sections:\r$/m, 'of what was watched nothing is told');

for my $method ('HEAD', 'GET') {
    my $r = $nginx->request($method, '/', 'a blockword',
                            'Content-Type' => 'text/plain');
    is($r && $r->{status}, 403, "$method with a body: 403");
}


# what is refused is not forwarded to an error page either

for my $uri ('/refused/', '/refused-uri/') {
    my $r = post($uri, 'a blockword');

    is($r->{status}, 403, "$uri: 403");
    is($r->{verdict}, 'block', 'the page knows');
    is($r->{got}, '', 'and has no body');
    unlike($r->{body}, qr/^Content-Length: [1-9]/m, 'nor a length');
    one_verdict($uri);

    $r = post($uri, 'a flagword');
    is($r->{got}, 'a flagword', 'what passes is forwarded');
}

# too large for nginx, by its length or as it comes

for my $uri ('/large/', '/large-uri/') {
    my $r = post($uri, 'a word ' x 1000);
    is($r->{status}, 413, "$uri: 413 by the length");
    is($r->{got}, '', 'no body');

    for my $body ('a flagword ' x 1000, 'a blockword ' x 1000) {
        my $c = $nginx->client;
        $c->send(Coc::Client::format_request('POST', "$uri?chunked", undef,
            'Transfer-Encoding' => 'chunked', 'Content-Type' => 'text/plain')
            . Coc::Client::chunked($body, 500));

        my $got = $c->response;
        is($got && $got->{status}, 413, "$uri: 413 as it comes");
        unlike($got ? $got->{body} : 'flagword', qr/flagword|blockword/,
               'nothing of it is forwarded');
        like($got ? $got->{body} : '', qr/^X-CoC-Verdict: -\r$/m,
             'nor was it judged');
        $c->close;
    }

    # malformed chunks

    my $c = $nginx->client;
    $c->send(Coc::Client::format_request('POST', "$uri?chunked", undef,
        'Transfer-Encoding' => 'chunked', 'Content-Type' => 'text/plain')
        . "a\r\nblockword \r\nzz\r\n");
    my $got = $c->response;
    is($got && $got->{status}, 400, "$uri: chunks that are none");
    unlike($got ? $got->{body} : 'blockword', qr/blockword/,
           'nothing of it is forwarded');
    $c->close;
}

# the mirror has what was screened, and only that

my @copies = $seen->requests(1);
is(scalar @copies, 1, 'one copy');
like($copies[0], qr/flagword/, 'of what passed');


# none of all that was read twice but what came first by an unscreened way

my @again = grep { /was read or replaced by another/ }
    split /\n/, $nginx->error_log;
is(scalar(grep { !m{/(?:missing|accel-off|watched-\w+)/} } @again), 0,
   'nothing was read twice');

$nginx->stop;
$_->stop for $app, $seen;
done_testing();

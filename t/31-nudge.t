#!/usr/bin/perl

# Think before you post: the token, what it is good for, and what not; and
# that no client tells the application a verdict of its own.

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
my $nginx = Coc::Nginx->new(name => 'nudge');
my $rules = Coc::Rules::write_to($nginx->dir);
my $port = $app->port;

$nginx->file('secret', 'a secret of at least thirty-two bytes');
$nginx->file('other', 'another one of at least thirty-two bytes');

$nginx->file("$_.yaml", <<"END") for qw(asks flags);
section: rant
rules:
  - {id: r-$_, title: one more, severity: 1, any: '\\bsuch\\b',
     action: @{[ $_ eq 'asks' ? 'nudge' : 'flag' ]}}
END

$nginx->configure(
    http => 'underscores_in_headers on;',
    server => <<"END",
        coc on;
        coc_rules $rules;
        coc_secret secret;
        coc_member \$http_x_member;
        proxy_set_header X-CoC-Verdict \$coc_verdict;
        proxy_set_header X-CoC-Rules \$coc_rules;

        location / { proxy_pass http://127.0.0.1:$port; }

        location /short/ {
            coc_nudge on valid=1s;
            proxy_pass http://127.0.0.1:$port;
        }

        location /other/ {
            coc_secret other;
            proxy_pass http://127.0.0.1:$port;
        }

        location /thread/ {
            coc_thread \$coc_body_thread;
            coc_recipient \$arg_to;
            coc_kind message;
            proxy_pass http://127.0.0.1:$port;
        }

        # a rule more, that asks for the same, or for nothing of the kind

        location /asks/ {
            coc_rules asks.yaml $rules;
            proxy_pass http://127.0.0.1:$port;
        }

        location /flags/ {
            coc_rules flags.yaml $rules;
            proxy_pass http://127.0.0.1:$port;
        }

        location /watched/ {
            coc monitor;
            proxy_set_header Host \$host;
            proxy_pass http://127.0.0.1:$port;
        }

        location /bare/ {
            proxy_set_header Host \$host;
            proxy_pass http://127.0.0.1:$port;
        }
    }

    # where the secret comes from an inner level

    server {
        listen unix:%%DIR%%/inner.sock;
        coc on;
        coc_rules $rules;
        proxy_set_header X-CoC-Verdict \$coc_verdict;

        location / {
            coc_secret secret;
            proxy_pass http://127.0.0.1:$port;
        }

        location /off/ {
            coc_secret secret;
            coc_nudge off;
            proxy_pass http://127.0.0.1:$port;
        }

        location /none/ { proxy_pass http://127.0.0.1:$port; }

        location /outer/ {
            coc_nudge off;

            location /outer/in {
                coc_secret secret;
                proxy_pass http://127.0.0.1:$port;
            }
        }
    }

    # where nginx lets names through that are none

    server {
        listen unix:%%DIR%%/names.sock;
        ignore_invalid_headers off;
        coc on;
        coc_rules $rules;

        location / {
            proxy_set_header Host \$host;
            proxy_pass http://127.0.0.1:$port;
        }
END
);
$nginx->start;

my $text = 'such a nudgeword';

sub post
{
    my ($uri, $body, %headers) = @_;

    return $nginx->request('POST', $uri, $body,
        'Content-Type' => 'text/plain', 'X-Member' => 'ann', %headers)
        || { status => 0, body => '', headers => {} };
}


sub token
{
    my ($r) = @_;
    return $r->{body} =~ /"confirm":"([^"]+)"/ ? $1 : '';
}


sub verdict
{
    my ($r) = @_;
    return $r->{body} =~ /^X-CoC-Verdict: (\S+)/m ? $1 : "status $r->{status}";
}


my $r = post('/', $text);
is($r->{status}, 409, 'nudged');

my $token = token($r);
like($token, qr/^[\w.~-]{20,}$/, 'a token, fit for a header and a form');
is($r->{headers}{'content-type'}, 'application/problem+json', 'as a problem');
unlike($r->{body}, qr/nudgeword/, 'that quotes nothing');

$r = post('/', $text, 'X-CoC-Confirm' => $token);
is(verdict($r), 'flag', 'confirmed: passes as flag');
unlike($r->{body}, qr/confirm/i, 'the application sees no token');
is(verdict(post('/', $text, 'x-coc-confirm' => $token)), 'flag',
   'a header in lower case; the token is not used up');

for my $case (
    [ 'another text', '/', "$text!", ],
    [ 'another member', '/', $text, 'X-Member' => 'bob' ],
    [ 'no member', '/', $text, 'X-Member' => undef ],
    [ 'another kind', '/thread/', $text ],
    [ 'another secret', '/other/', $text ],
) {
    my ($what, @post) = @$case;
    $r = post(@post, 'X-CoC-Confirm' => $token);
    is($r->{status}, 409, "$what: nudged again");
    isnt(token($r), $token, 'with another token');
}

# a token is the answer to what was asked: not to another rule's question

is(verdict(post('/flags/', $text, 'X-CoC-Confirm' => $token)), 'flag',
   'a rule more that does not ask: the token is good');

$r = post('/asks/', $text, 'X-CoC-Confirm' => $token);
is($r->{status}, 409, 'a rule more that asks: nudged again');
my $both = token($r);
is(verdict(post('/asks/', $text, 'X-CoC-Confirm' => $both)), 'flag',
   'both are answered at once');
is(post('/', $text, 'X-CoC-Confirm' => $both)->{status}, 409,
   'and one of them is not both');

# one character changed, wherever; and what is no token at all

my (@forged, $passed);

for my $at (0 .. length($token) - 1) {
    my $forged = $token;
    substr($forged, $at, 1) = substr($forged, $at, 1) eq 'A' ? 'B' : 'A';
    push @forged, $forged;
}

push @forged, '', 'x', "$token=", "$token$token", substr($token, 1),
    substr($token, 0, -1), 'A' x 4000, "\xff\xfe", "$token,$token";

for my $forged (@forged) {
    $r = post('/', $text, 'X-CoC-Confirm' => $forged);
    $passed .= "$forged " if $r->{status} != 409;
}

is($passed, undef, 'no forged token passes, ' . @forged . ' tried');

# a token for one thing does not let another by

is(post('/', 'a nudgeword and a blockword', 'X-CoC-Confirm' => $token)
   ->{status}, 403, 'a block stays a block');

# in a form

my %form = ('Content-Type' => 'application/x-www-form-urlencoded');
$r = post('/', 'text=nudgeword', %form);
my $formed = token($r);

is(verdict(post('/', "text=nudgeword&coc_confirm=$formed", %form)), 'flag',
   'in the field coc_confirm');
is(verdict(post('/', "coc_confirm=$formed&text=nudgeword", %form)), 'flag',
   'first or last');
is(verdict(post('/', "text=nudgeword&more=x&coc_confirm=$formed", %form)),
   'status 409', 'not with another field');
is(verdict(post('/', "texts=nudgeword&coc_confirm=$formed", %form)),
   'status 409', 'not under another name');
is(verdict(post('/', "text=nudgeword&coc_confirm=$formed+blockword", %form)),
   'status 403', 'the field is screened like any other');

my %json = ('Content-Type' => 'application/json');
$r = post('/', '{"text":"nudgeword"}', %json);
$formed = token($r);
is(verdict(post('/', qq({"text":"nudgeword","coc_confirm":"$formed"}), %json)),
   'flag', 'in JSON');
is(verdict(post('/', '{ "text" : "nudge\\u0077ord" }', %json,
                'X-CoC-Confirm' => $formed)),
   'flag', 'the same text, written another way');

# the thread and the recipient

my $body = '{"thread":"t1","text":"nudgeword"}';
my $threaded = token(post('/thread/?to=bea', $body, %json));

is(verdict(post('/thread/?to=bea', $body, %json,
                'X-CoC-Confirm' => $threaded)), 'flag', 'the same recipient');
is(verdict(post('/thread/?to=cat', $body, %json,
                'X-CoC-Confirm' => $threaded)), 'status 409', 'another');
(my $elsewhere = $body) =~ s/t1/t2/;
is(verdict(post('/thread/?to=bea', $elsewhere, %json,
                'X-CoC-Confirm' => $threaded)), 'status 409',
   'another thread');

# out of date

my $short = token(post('/short/', $text));
is(verdict(post('/short/', $text, 'X-CoC-Confirm' => $short)), 'flag',
   'in time');
my $late = wait_for {
    post('/short/', $text, 'X-CoC-Confirm' => $short)->{status} == 409
};
ok($late, 'too late');

# as a page

$r = post('/', $text, Accept => 'text/html');
like($r->{headers}{'content-type'}, qr{^text/html}, 'a page');
my ($paged) = $r->{body} =~ m{<code>coc_confirm</code>.*?<code>([^<]+)</code>}s;
is(verdict(post('/', $text, 'X-CoC-Confirm' => $paged || 'none')), 'flag',
   'with a token that is good');


# X-CoC-* of a client never reach the application

sub headers_of
{
    my ($r) = @_;
    my ($head) = Coc::Upstream::split_request($r->{body});
    return sort grep { /^x[-_]coc/i } split /\r\n/, $head;
}


sub raw
{
    my ($uri, @lines) = @_;
    my $c = $nginx->client;

    $c->send(join("\r\n", "POST $uri HTTP/1.1", 'Host: localhost',
                  'Connection: close', 'Content-Length: 1', @lines, '', 'x'));
    my $r = $c->response || { status => 0, body => '' };
    $c->close;
    return $r;
}

my @forge = ('X-CoC-Verdict: pass', 'x-coc-points: 0', 'X-COC-CASE: 1',
             'X_CoC_Verdict: pass', 'X-CoC_Rules: none', 'X_CoC-Sections: x',
             'X-CoC-: y');

# alone and among so many that nginx keeps them in several parts

for my $n (0, 1, 5, 15, 17, 18, 19, 20, 21, 37, 60) {
    for my $place ('first', 'middle', 'last', 'between', 'twice') {
        my @fill = map { "X-Fill-$_: $_" } 1 .. $n;
        my @lines;

        if ($place eq 'first') {
            @lines = (@forge, @fill);

        } elsif ($place eq 'last') {
            @lines = (@fill, @forge);

        } elsif ($place eq 'middle') {
            @lines = @fill;
            splice @lines, $n / 2, 0, @forge;

        } elsif ($place eq 'between') {
            @lines = map { ($_, $forge[rand @forge]) } @fill;

        } else {
            @lines = (@forge, @fill, @forge);
        }

        my $r = raw('/bare/', @lines);
        my ($head) = Coc::Upstream::split_request($r->{body});
        my @kept = $head =~ /^X-Fill-\d+: (\d+)\r?$/mg;

        is(join(',', headers_of($r), @kept), join(',', 1 .. $n),
           "$place of $n others: gone, the others are there, in order");

        $r = raw('/', @lines);
        is(join(', ', headers_of($r)), 'X-CoC-Verdict: pass',
           'and ours alone come');
    }
}


# any separator: PHP and its like make "_" of a dot too

sub through
{
    my ($socket, @request) = @_;
    my $c = Coc::Client->new(unix => $nginx->dir . "/$socket.sock");

    $c->send(join "\r\n", @request);
    my $r = $c->response || { status => 0, body => '' };
    $c->close;
    return $r;
}

$r = through('names', 'POST / HTTP/1.1', 'Host: localhost',
    'Connection: close', 'Content-Length: 1', 'X.CoC.Verdict: pass',
    'X-CoC.Case: 1', 'x~coc|points: 1', "X\x80CoC\xffRules: 1", 'X*CoC: 1',
    'XaCoC-Verdict: 1', 'X-Coca: 1', 'X.Other: 1', '', 'x');
like($r->{body}, qr/^X\.Other: 1/m, 'names that are none come through');
like($r->{body}, qr/^XaCoC-Verdict: 1/m, 'others\' too');
like($r->{body}, qr/^X-Coca: 1/m, 'and what only begins like ours');
unlike($r->{body}, qr/^x[^a-z]coc[^a-z:]/mi, 'but not ours');

for my $case (
    [ '/', 409 ], [ '/off/', 200 ], [ '/none/', 200 ], [ '/outer/in', 200 ]
) {
    $r = through('inner', "POST $case->[0] HTTP/1.1", 'Host: localhost',
        'Connection: close', 'Content-Type: text/plain',
        'Content-Length: ' . length $text, '', $text);
    is($r->{status}, $case->[1], "a secret from an inner level: $case->[0]");
}

$r = $nginx->request('GET', '/bare/', undef, 'X-CoC-Verdict' => 'pass');
is(join(',', headers_of($r)), '', 'with no body to screen too');

$r = raw('/watched/', @forge);
is(join(',', headers_of($r)), join(',', sort @forge),
   'monitor changes nothing');

$nginx->stop;
$app->stop;
done_testing();

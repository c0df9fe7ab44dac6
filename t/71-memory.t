#!/usr/bin/perl

# No memory: what can't be screened is not forwarded, in monitor mode aside.
# The worker's address space is bounded while it runs, so that what is large
# can't be had; small things still can.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use JSON::PP;
use Test::More;
use Coc::Client;
use Coc::Community;
use Coc::Redis;
use Coc::Upstream;
use Coc::Util qw(sanitized slurp wait_for);

plan skip_all => 'the sanitizer ends a process that has no memory'
    if sanitized();
plan skip_all => 'prlimit is not installed'
    if system('prlimit --version >/dev/null 2>&1') != 0;

my $redis = Coc::Redis->new;
my $app = Coc::Upstream->new;
my $edge = Coc::Community::edge(
    name   => 'no memory',
    redis  => $redis,
    expect => [ qr/\[emerg\].*(?:malloc|posix_memalign)\(\S+ failed/ ],
    http   => 'client_max_body_size 512m; large_client_header_buffers 4 1m;',
    policy => 'coc_body_max 256m;',
    server => <<'END' =~ s/APP/$app->port/er,
        location = /watch {
            coc monitor;
            proxy_set_header X-Verdict $coc_verdict;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }
        location = /fail {
            coc on;
            coc_member "$http_x_big $http_x_big";
            error_page 500 = @off;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }
        location @off {
            proxy_pass_request_headers off;
            proxy_pass http://127.0.0.1:APP;
        }
END
)->start;

my ($worker) = $edge->workers;


# Bytes more than it has now; none: no bound.

sub bound
{
    my ($more) = @_;
    my $limit = 'unlimited';

    if (defined $more) {
        my ($kb) = slurp("/proc/$worker/status") =~ /^VmSize:\s+(\d+)/m;
        $limit = $kb * 1024 + $more;
    }

    return system('prlimit', '--pid', $worker, "--as=$limit:") == 0;
}


# One long value, so that its views are one long piece of memory each.

my $words = join ' ', map { "word$_" } 1 .. 300_000;
my $json = '{"text":"' . $words . ' flim3"}';

sub send_long
{
    my ($where) = @_;

    return Coc::Client::request($edge, 'POST', $where, $json,
        'Content-Type' => 'application/json', 'X-Member' => 'ann');
}


is(Coc::Community::post($edge, 'ann', 'post', 'harmless')->{status}, 200,
   'short: forwarded');

ok(bound(500_000), 'no memory');
my $r = send_long('/post/post');
is($r->{status}, 500, 'long: 500');
my $problem = eval { decode_json($r->{body}) } || {};
is($problem->{type}, 'urn:coc:error', 'said as a problem');
unlike($r->{body}, qr/word1/, 'without the text');
ok($edge->wait_log(qr/\[error\].*coc: screening failed/), 'in the log')
    or diag($edge->error_log);
unlike($edge->error_log, qr/word17/, 'without the text there either');
ok(wait_for {
       scalar grep { "$_->[1] $_->[3]" eq '500 error' }
           Coc::Community::log_lines($edge);
   }, '$coc_reason');
is($r->{headers}{'x-verdict'}, undef, 'not forwarded');
is_deeply(Coc::Community::record($redis, 'ann'), {}, 'nobody is charged');

$r = send_long('/watch');
is($r->{status}, 200, 'monitor: forwarded all the same');
is($r->{headers}{'x-verdict'}, 'block-monitored', 'and told');

is(Coc::Community::post($edge, 'ann', 'post', 'harmless')->{status}, 200,
   'what is short is screened meanwhile');
is(Coc::Community::post($edge, 'ann', 'post', 'a zug1')->{status}, 403,
   'and blocked');

# before the body is read: the error page gets none of it, coc off or not

my $c = $edge->client;
$c->send("POST /fail HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nX-Big: "
         . 'x' x 900_000 . "\r\n");
$c->drained;
$c->send("\r\na zug1");
$r = $c->response;
$c->close;
is($r && $r->{status}, 200, 'no memory at the gate: its error page');
unlike($r->{body}, qr/zug1/, 'without the body');
ok($edge->wait_log(qr/malloc\(180\d+\) failed/), 'that was why');

ok(bound(), 'memory again');
$r = send_long('/post/post');
is("$r->{status} " . ($r->{headers}{'x-verdict'} || ''), '200 flag',
   'the long one is screened');
is(join(' ', $edge->workers), $worker, 'by the same worker');
$edge->stop;
$app->stop;

done_testing();

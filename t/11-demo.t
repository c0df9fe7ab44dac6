#!/usr/bin/perl

# The demo: comes up, serves its page, stops and forwards, shows what the
# application was sent, and leaves nothing behind when it is interrupted.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::Util qw(root build_dir tempdir free_port wait_for slurp reap
                 nginx_binary);
use POSIX ();

my $run = tempdir();
my $port = free_port();
my $out = "$run/out";
my $pid = fork;

if ($pid == 0) {
    POSIX::setpgid(0, 0);           # what Ctrl-C would reach
    @ENV{qw(COC_BUILD_DIR RUN_DIR PORT NGINX_BIN COC_ASAN_LOG)}
        = (build_dir(), $run, $port, nginx_binary(), "$run/asan");
    open STDIN, '<', '/dev/null';
    open STDOUT, '>', $out;
    open STDERR, '>&', \*STDOUT;

    { no warnings 'exec'; exec root() . '/util/demo.sh'; }
    POSIX::_exit(127);
}

my $up = wait_for { (slurp($out) || '') =~ /as they come/
                    || waitpid($pid, 1) == $pid } 30;

ok($up && kill(0, $pid), 'is up') or diag(slurp($out));
like(slurp($out), qr{http://127\.0\.0\.1:$port\b}, 'says where');
is(() = slurp($out) =~ /curl -i/g, 3, 'three lines to try');

sub post
{
    my ($kind, $text, %headers) = @_;
    my $r = Coc::Client::request($port, 'POST', "/api/$kind", $text,
        'Content-Type' => 'text/plain', %headers);

    return $r || { status => 0, body => '', headers => {} };
}

my $r = Coc::Client::request($port, 'GET', '/');
is($r->{status}, 200, 'the page');
like($r->{body}, qr/<form /, 'has a form');
like($r->{headers}{'content-type'}, qr{^text/html}, 'is HTML');
unlike($r->{body}, qr{(?:src|href)="?(?:https?:)?//}, 'asks nobody else');

$r = post('post', "Which dose would you use?\n", Cookie => 'member=dr_lee',
          'X-CoC-Verdict' => 'forged');
is($r->{status}, 200, 'a question is published');
like($r->{body}, qr/^X-CoC-Verdict: pass$/m,
     'the application is told, not what the client says');
like($r->{body}, qr/\n\nWhich dose would you use\?\n/, 'and has the body');

$r = post('comment', 'You are an idiot.', Cookie => 'member=dr_day');
is($r->{status}, 409, 'name-calling: think before you post');

my ($token) = $r->{body} =~ /"confirm":\s*"([^"]+)"/;
ok($token, 'with a token');

$r = post('comment', 'You are an idiot.', Cookie => 'member=dr_day',
          'X-CoC-Confirm' => $token);
is($r->{status}, 200, 'posted anyway');
like($r->{body}, qr/^X-CoC-Verdict: flag$/m, 'as a flag');

$r = post('nonsense', 'x');
is($r->{status}, 404, 'no such kind');

ok(wait_for { (slurp($out) || '') =~ /"dr_day": flag score=/ },
   'verdicts are shown as they come');

kill 'INT', -$pid;
my $status = reap($pid, 20);
is($status, 0, 'ends on Ctrl-C');
is_deeply([glob "$run/*.sock"], [], 'no socket is left');
is_deeply([glob "$run/asan*"], [], 'no report of a sanitizer');
unlike(slurp("$run/error.log"), qr/\[(?:alert|emerg)\]|exited on signal/,
       'no alert');
ok(!kill(0, -$pid), 'no process is left');

done_testing();

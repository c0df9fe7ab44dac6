#!/usr/bin/perl

# Each variable in log_format, where there is a verdict and where there is
# none; fields of the body; and what the error log says, and does not say.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Nginx;
use Coc::Redis;
use Coc::Rules;


my @names = qw(verdict sections rules shadow score member kind standing points case
               reason redis time);

my $redis = Coc::Redis->new;
my $nginx = Coc::Nginx->new(name => 'variables');
my $rules = Coc::Rules::write_to($nginx->dir);
my $format = join '|', '$request_uri', map { "\$coc_$_" } @names,
                                           qw(body_thread body_threadId);
my $address = $redis->address;

$nginx->file('secret', 'a secret of at least thirty-two bytes');

my %conf = (
    http => <<"END",
    log_format all '$format';
    access_log logs/access.log all;
    coc_zone coc:1m;

    map \$coc_verdict \$grave {
        volatile;
        default     0;
        ~^escalate  1;
    }
    log_format short '\$request_uri \$coc_verdict';
END
    server => <<"END",
        access_log logs/access.log all;
        access_log logs/grave.log short if=\$grave;
        coc on;
        coc_rules $rules;
        coc_secret secret;
        coc_member \$http_x_member;
        coc_thread \$coc_body_thread;
        coc_redis_timeout 2s;

        location /plain { proxy_pass http://127.0.0.1:%%PORT%%/app; }
        location /kind {
            coc_kind comment;
            proxy_pass http://127.0.0.1:%%PORT%%/app;
        }
        location /redis {
            coc_redis $address;
            coc_standing_cache off;
            proxy_pass http://127.0.0.1:%%PORT%%/app;
        }
        location /watched {
            coc monitor;
            proxy_pass http://127.0.0.1:%%PORT%%/app;
        }
        location /lenient {
            coc_malformed flag;
            coc_overflow pass;
            coc_body_max 30;
            proxy_pass http://127.0.0.1:%%PORT%%/app;
        }
        location /exempt {
            coc_exempt 1;
            proxy_pass http://127.0.0.1:%%PORT%%/app;
        }
        location /off {
            coc off;
            proxy_pass http://127.0.0.1:%%PORT%%/app;
        }
        location /echo {
            proxy_set_header X-Thread \$coc_body_thread;
            proxy_set_header X-Id \$coc_body_threadId;
            proxy_pass http://127.0.0.1:%%PORT%%/shown;
        }
        location /app { coc off; access_log off; return 204; }
        location /shown {
            coc off;
            access_log off;
            return 200 '\$http_x_thread|\$http_x_id';
        }
END
);
$nginx->configure(%conf, expect => [ qr/can't be taken from the body/ ])
      ->start;

my $n = 0;

sub logged
{
    my ($uri, $body, %headers) = @_;
    my $method = delete $headers{method} || 'POST';

    $uri .= '?' . ++$n;
    my $r = $nginx->request($method, $uri, $body,
                            'Content-Type' => 'application/json', %headers);
    my $line = $nginx->wait_access(qr/^\Q$uri\E\|.*$/m) || '';
    my @values = split /\|/, $line, -1;
    my %value = (status => $r ? $r->{status} : 0);

    shift @values;
    @value{@names, 'body_thread', 'body_id'} = @values;
    return \%value;
}


sub case_id { return like($_[0]{case}, qr/^[0-9a-f]{32}$/, 'a case') }

my $v = logged('/plain', '{"text":"fine"}');
my %want = (status => 204, verdict => 'pass', sections => '-', rules => '-',
            shadow => '-', score => 0, member => '-', kind => 'post',
            standing => '-', points => '-', reason => '-', redis => 'off',
            body_thread => '-', body_id => '-');

sub check
{
    my ($got, $what, %more) = @_;
    my %expect = (%want, %more);

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is_deeply({ map { $_ => $got->{$_} } keys %expect }, \%expect, $what);
}

check($v, 'nothing found');
case_id($v);
like($v->{time}, qr/^\d+$/, 'µs');

$v = logged('/plain',
            '{"text":"flagword holdword","thread":"t1","threadId":"T2"}',
            'X-Member' => 'ann');
check($v, 'two hits', verdict => 'hold', sections => 'ugly,promotion',
      score => 3, member => 'ann', reason => 'rules', body_thread => 't1',
      body_id => 'T2', rules => $v->{rules});
is(join(',', sort split /,/, $v->{rules}), 'r-flag,r-hold', 'two rules');
like($v->{time}, qr/^\d+$/, 'µs');

my $first = $v->{case};
$v = logged('/kind', '{"text":"commentword"}');
check($v, 'a kind', status => 403, verdict => 'block', sections => 'ugly',
      rules => 'r-comment', score => 2, kind => 'comment', reason => 'rules');
isnt($v->{case}, $first, 'each case has its id');

check(logged('/plain', '{"text":"shadowword"}'),
      'a shadow rule is told apart, and does nothing', shadow => 'r-shadow');
like($nginx->error_log, qr/verdict=pass .* rules= .* shadow=r-shadow\b/,
     'and logged');

check(logged('/plain', '{"text":"nudgeword"}'), 'a nudge',
      status => 409, verdict => 'nudge', sections => 'ugly',
      rules => 'r-nudge', score => 2, reason => 'rules');

check(logged('/plain', '{"text":'), 'malformed', status => 400,
      verdict => 'block', reason => 'malformed');
check(logged('/lenient', '{"text":'), 'malformed, flagged',
      verdict => 'flag', reason => 'malformed');
check(logged('/lenient', '{"text":"' . 'x' x 40 . '"}'), 'past a limit',
      verdict => 'pass', reason => 'limit');

check(logged('/watched', '{"text":"blockword"}', 'X-Member' => 'ann'),
      'monitor', verdict => 'block-monitored', sections => 'hate',
      rules => 'r-block', score => 4, member => 'ann', reason => 'rules');

# with a record

check(logged('/redis', '{"text":"fine"}', 'X-Member' => 'bob'),
      'no record yet', member => 'bob', redis => 'miss', standing => 'none',
      points => 0);
check(logged('/redis', '{"text":"blockword"}', 'X-Member' => 'bob'),
      'a record is made', status => 403, verdict => 'block',
      sections => 'hate', rules => 'r-block', score => 4, member => 'bob',
      reason => 'rules', redis => 'miss', standing => 'warn', points => 4);

$v = logged('/redis', '{"text":"fine"}', 'X-Member' => 'bob');
check($v, 'and found', member => 'bob', redis => 'hit', standing => 'warn',
      points => $v->{points});
like($v->{points}, qr/^(?:4|3\.9\d*)$/, 'points, less what decayed');

check(logged('/redis', '{"text":"fine"}'), 'no member, nobody is asked');

# where nothing is screened

my %none = map { $_ => '-' } @names, 'body_thread', 'body_id';

for my $case (
    [ '/off', '{"text":"blockword","thread":"t"}' ],
    [ '/exempt', '{"text":"blockword","thread":"t"}' ],
    [ '/plain', undef, method => 'GET' ],
) {
    is_deeply({ %{logged(@$case)}, status => '-' }, { %none, status => '-' },
              "$case->[0]: not screened");
}


# $coc_body_NAME

sub shown
{
    my ($type, $body) = @_;
    my $r = $nginx->request('POST', '/echo', $body, 'Content-Type' => $type);
    return $r && $r->{status} == 200 ? $r->{body} : 'none';
}

my $form = 'application/x-www-form-urlencoded';
my $json = 'application/json';

is(shown($form, 'thread=a+b&threadId=7&x=y'), 'a b|7', 'of a form');
is(shown($json, '{"threadId":"x","thread":"a\u0062"}'), 'ab|x', 'of JSON');
is(shown($json, '{"thread":12,"threadId":true}'), '12|true', 'scalars');
is(shown($json, '{"a":{"thread":"x"},"threadId":["y"]}'), '|',
   'direct members alone');
is(shown($json, '{"thread":"one","thread":"two"}'), 'two|', 'the last');
is(shown($json, '{"thread":"' . 'x' x 1024 . '"}'), 'x' x 1024 . '|',
   'of 1024 bytes');
is(shown($json, '{"thread":"' . 'x' x 1025 . '"}'), '|', 'a longer is none');
is(shown("multipart/form-data; boundary=b",
   qq(--b\r\nContent-Disposition: form-data; name="thread"\r\n\r\nm\r\n--b--)),
   'm|', 'of a multipart body');
is(shown('text/plain', 'thread=1'), '|', 'not of text');

my $r = $nginx->request('POST', '/echo',
    '{"thread":"a\r\nX-Id: forged\r\nX-CoC-Verdict: pass"}',
    'Content-Type' => $json);
is($r->{body}, 'a  X-Id: forged  X-CoC-Verdict: pass|',
   'no header is made of a field');


# the error log: verdicts at their levels, never a member's words

logged('/plain', '{"text":"unrepeatable graveword","unrepeatable":"x"}',
       'X-Member' => 'carol');
logged('/plain', '{"unrepeatable":"unrepeatable blockword"}');
logged('/plain', '{"unrepeatable":"holdword","unrepeatable":[1,}');
logged('/plain', 'unrepeatable');
logged('/plain', "unrepeatable", 'Content-Type' => 'text/plain; charset=x');

my $log = $nginx->error_log;
my ($grave) = $log =~ /^(.*verdict=escalate.*)$/m;

like($grave, qr/\[crit\]/, 'escalate: crit');
like($grave, qr/reason=rules sections=threat rules=r-grave score=5 kind="post"/,
     'what was found');
like($grave, qr/member=[0-9a-f]{16,} case=[0-9a-f]{32}/,
     'the member as a hash');
unlike($log, qr/carol/, 'never by name');
like($log, qr/\[warn\].*verdict=block reason=rules/, 'block: warn');
like($log, qr/\[warn\].*verdict=hold reason=rules/, 'hold: warn');
like($log, qr/\[notice\].*verdict=nudge reason=rules/, 'nudge: notice');
like($log, qr/\[info\].*verdict=block reason=malformed/, 'malformed: info');
like($log, qr/\[info\].*verdict=pass reason=limit/, 'limit: info');
unlike($log, qr/verdict=pass reason=(?:none| )(?!.* shadow=r-shadow)/,
       'a pass leaves no line, but for a rule on trial');
unlike($log, qr/unrepeatable|graveword|blockword|holdword/, 'no content');

ok($nginx->reload(wait_old => 1), 'reload');
is(logged('/plain', '{"text":"holdword"}')->{verdict}, 'hold', 'as before');

my $only = Coc::Util::slurp($nginx->dir . '/logs/grave.log');
like($only, qr{^/plain\?\d+ escalate\n$}, 'if= of access_log');


# who posts what is not the body's to say

for my $directive (qw(coc_kind coc_member coc_role coc_exempt)) {
    for my $value ('$coc_body_x', 'a-${coc_body_x}', '$COC_Body_x') {
        my ($ok, $said) = $nginx->test(
            server => "$directive '$value';" . $conf{server} =~
                s/coc_member .*//r);

        ok(!$ok, "refused: $directive $value");
        like($said, qr/"$directive" can't be taken from the body/, 'and why');
    }
}

my ($ok, $said) = $nginx->test(server => 'coc_exempt 0 $coc_body_x;');
ok(!$ok, 'a second value of coc_exempt');
($ok, $said) = $nginx->test(
    server => 'coc_thread $coc_body_x; coc_recipient $coc_body_y;');
ok($ok, 'where it goes may be') or diag($said);

$nginx->stop;
done_testing();

#!/usr/bin/perl

# "SERMOTeam reserves the right to modify or retract member privileges": a
# moderator takes one away, with its end and its reason, and gives it back; it
# holds at once, on other edges too, and others are not touched.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Client;
use Coc::Code;
use Coc::Community;
use Coc::Redis;
use Coc::Util qw(slow wait_for);

plan skip_all => 'redis-server is not installed' if !Coc::Redis::binary();

my $redis = Coc::Redis->new;
my $case = 'A case of mine: fever and a rash.';
my $link = 'More on https://journal.example.org/articles/7 for you.';
my $timeout = 2 * slow() . 's';


# Rules without signals: the same text may come again and again.

sub edge
{
    my ($policy) = @_;

    return Coc::Community::edge(redis => $redis, policy =>
        "coc_redis_timeout $timeout;"
        . ' coc_appeal https://community.example/appeal; ' . $policy,
        server => <<'END')->start;
        location = /post/said {
            coc on;
            coc_kind comment;
            add_header X-Standing $coc_standing always;
            add_header X-Reason $coc_reason always;
            add_header X-Score $coc_score always;
            add_header X-Verdict $coc_verdict always;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }

        location = /post/watched {
            coc monitor;
            coc_kind comment;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }
END
}


sub post
{
    my ($at, $kind, $text, %headers) = @_;
    my $member = delete $headers{'X-Member'} || 'ann';

    return Coc::Community::post($at, $member, $kind, $text, %headers);
}


my $edge = edge('coc_standing_cache off;');

sub cocctl
{
    my ($status, @args) = @_;
    my ($out, $is) = Coc::Community::cocctl($edge, $redis, @args, '--by',
                                            'eve');

    is($is, $status, "cocctl member @args") or diag($out);
    return $out;
}


# What becomes of it: the verdict, or the type of the problem and the privilege.

sub said
{
    my ($r) = @_;
    my $problem = Coc::Code::problem($r);

    return 'no answer' if !$r;
    return join ' ', grep { defined } $problem->{type}, $problem->{privilege}
        if $r->{status} != 200;
    return $r->{headers}{'x-verdict'};
}


sub is_now
{
    my ($member, $kind, $want, $name, $text) = @_;
    my $r = post($edge, $kind, $text || $case, 'X-Member' => $member);

    is(said($r), $want, $name);
    return $r;
}


sub upload
{
    my ($at, $kind, $file) = @_;
    my $head = 'Content-Disposition: form-data; name=';
    my $body = "--b\r\n${head}body\r\n\r\n$case\r\n"
        . ($file ? "--b\r\n${head}photo; filename=\"a.txt\"\r\n"
                   . "Content-Type: text/plain\r\n\r\nharmless\r\n" : '')
        . "--b--\r\n";

    return said(Coc::Client::request($at, 'POST', "/post/$kind", $body,
        'Content-Type' => 'multipart/form-data; boundary=b',
        'X-Member' => 'ann'));
}


is_now('ann', 'comment', 'pass', 'before');

# sanctions

cocctl(0, qw(mute ann --for 2d --reason), 'after a quarrel');
ok(Coc::Code::problem(is_now('ann', 'comment', 'urn:coc:muted', 'muted'))->{until},
   'and told until when');
is_now('ann', 'message', 'urn:coc:muted', 'no messages either');
is_now('ann', 'post', 'pass', 'posts go on');
is_now('bob', 'comment', 'pass', 'others are not touched');
like(cocctl(0, qw(history ann)), qr/"sanction":"mute","reason":"after a quarrel"/,
     'why is in the history');

cocctl(0, qw(restore ann));
is_now('ann', 'comment', 'pass', 'given back');

cocctl(0, qw(premoderate ann --for 2d));
is_now('ann', 'post', 'hold', 'premoderated: each post waits');
is_now('bob', 'post', 'pass', 'others do not');
cocctl(0, qw(restore ann));

cocctl(0, qw(deactivate ann));
is_now('ann', 'post', 'urn:coc:deactivated', 'deactivated: refused');
is_now('ann', 'comment', 'urn:coc:deactivated', 'wherever');
cocctl(0, qw(restore ann));
is_now('ann', 'post', 'pass', 'and given back');


# single privileges by what is posted: taken, told, given back

my %refused = (no_post => [qw(post case)], no_comment => ['comment'],
               no_message => ['message'],
               readonly => [qw(post case comment message profile report)]);

for my $name (sort keys %refused) {
    my %is = map { $_ => 1 } @{$refused{$name}};

    cocctl(0, 'privilege', 'ann', $name, '2d', '--reason', "too <much> \"$name\"");

    for my $kind (qw(post case comment message profile report)) {
        is_now('ann', $kind, $is{$kind} ? "urn:coc:privilege $name" : 'pass',
               "$name: $kind");
    }

    is_now('bob', $refused{$name}[0], 'pass', "$name: others are not touched");

    my $r = post($edge, $refused{$name}[0], $case,
                            'X-Member' => 'ann', Accept => 'text/html');
    like($r->{body}, qr/The reason: too &lt;much&gt; &quot;$name&quot;/,
         "$name: why, on a page");
    like($r->{body}, qr/This ends on <time/, "$name: until when");
    like($r->{body}, qr{https://community.example/appeal}, "$name: appeal");

    cocctl(0, 'privilege', 'ann', $name, '--lift');
    is_now('ann', $refused{$name}[0], 'pass', "$name: given back");
}

# before a byte of the body

cocctl(0, qw(privilege ann no_comment 2d));

my $client = Coc::Client::connect_to($edge);
$client->send("POST /post/comment HTTP/1.1\r\nHost: a\r\nX-Member: ann\r\n"
    . "Content-Type: text/plain\r\nContent-Length: 100000\r\n\r\n");
is(said($client->response), 'urn:coc:privilege no_comment',
   'refused before the body came');
$client->close;

# told by the reply, the variables, the log; nothing is counted

my $r = post($edge, 'said', 'a zug2 text');
is_deeply([ @{$r->{headers}}{qw(x-standing x-reason x-verdict x-score)} ],
          [ 'no_comment', 'standing', 'block', 0 ], '$coc_standing');
like(cocctl(0, qw(show ann --json)),
     qr/"points":0\.000,.*"privileges":\{"no_comment":\{"until":\d+,"reason":""\}\}/,
     'no points; shown as JSON');
is(post($edge, 'watched', $case)->{status}, 200,
   'what is monitored goes on');
my $problem = Coc::Code::problem(is_now('ann', 'comment',
    'urn:coc:privilege no_comment', 'without a reason'));
ok(!exists $problem->{reason}, 'none is told');
like($problem->{until}, qr/^\d{4}-\d\d-\d\dT/, 'until when');
is($problem->{appeal}, 'https://community.example/appeal', 'where to appeal');

# taken again: the new end and reason; beside others

cocctl(0, qw(privilege ann no_comment --reason), 'for good');
$problem = Coc::Code::problem(is_now('ann', 'comment',
    'urn:coc:privilege no_comment', 'taken again'));
is($problem->{reason}, 'for good', 'another reason');
ok(!exists $problem->{until}, 'and no end');
cocctl(0, qw(privilege ann no_link 1d));
like(cocctl(0, qw(show ann)),
     qr/^privilege\s+no_comment\s+until lifted: for good\nprivilege\s+no_link\s+until \d/m,
     'both are shown');
is(post($edge, 'said', $case)->{headers}{'x-standing'},
   'no_comment,no_link', 'and told');
cocctl(0, qw(restore ann));
is_now('ann', 'comment', 'pass', 'a restore gives back all');
like(cocctl(0, qw(history ann)),
     qr/"what":"privilege","privilege":"no_comment","ends":0,"reason":"for good",/,
     'the history tells');
like(cocctl(0, qw(history ann)), qr/"what":"lift","privilege":"no_post"/,
     'of what was given back too');


# by content: links and files

cocctl(0, qw(privilege ann no_link --reason adverts));
is_now('ann', 'comment', 'pass', 'no_link: without one');
$r = is_now('ann', 'comment', 'urn:coc:privilege no_link', 'no_link', $link);
is(Coc::Code::problem($r)->{reason}, 'adverts', 'no_link: why');
is_now('ann', 'profile', 'urn:coc:privilege no_link', 'no_link: no scheme',
       'Find me at www.clinic-of-mine.com there');
is_now('ann', 'report', 'pass', 'no_link: a report quotes', $link);
is_now('bob', 'comment', 'pass', 'no_link: others', $link);
cocctl(0, qw(privilege ann no_link --lift));
is_now('ann', 'comment', 'pass', 'no_link: given back', $link);

is(upload($edge, 'case', 1), 'pass', 'no_upload: before');
cocctl(0, qw(privilege ann no_upload 1h));
is(upload($edge, 'case', 1), 'urn:coc:privilege no_upload', 'no_upload');
is(upload($edge, 'case', 0), 'pass', 'no_upload: a form without a file');
is(upload($edge, 'report', 1), 'pass', 'no_upload: a report');
cocctl(0, qw(privilege ann no_upload --lift));
is(upload($edge, 'case', 1), 'pass', 'no_upload: given back');

cocctl(0, qw(privilege ann premoderate 1h));
is_now('ann', 'post', 'hold', 'premoderate');
is_now('ann', 'message', 'hold', 'premoderate: whatever it is');
cocctl(0, qw(privilege ann premoderate --lift));
is_now('ann', 'post', 'pass', 'premoderate: given back');


# its end

cocctl(0, qw(privilege ann readonly 2s));
is_now('ann', 'post', 'urn:coc:privilege readonly', 'for two seconds');
ok(wait_for(sub { said(post($edge, 'post', $case)) eq 'pass' }, 20),
   'its end is reached');
is(post($edge, 'said', $case)->{headers}{'x-standing'}, 'none',
   'and nothing left');


# what can't be

cocctl(2, qw(privilege ann no_fun));
cocctl(2, qw(privilege ann));
cocctl(2, qw(privilege ann no_post soon));
cocctl(2, qw(privilege ann no_post 1h --lift));
cocctl(2, qw(privilege ann no_post 1h more));
cocctl(2, qw(mute ann --lift));
cocctl(2, qw(privilege ann no_post --reason), 'r' x 201);
cocctl(2, qw(privilege ann no_post --reason), "two\nlines");
is_now('ann', 'post', 'pass', 'nothing was taken');


# other edges: with the table, and when Redis is away

my $other = edge('coc_standing_cache on;');
my $stale = edge('coc_standing_cache on stale=10m;');

sub soon
{
    my ($at, $kind, $text, $want, $name) = @_;
    my $is;

    ok(wait_for(sub { ($is = said(post($at, $kind, $text)))
                      eq $want }, 40), $name) or diag("is $is");
}

soon($_, 'comment', $link, 'pass', 'another edge: before') for $other, $stale;
ok(wait_for(sub { post($_, 'comment', $case)->{headers}{'x-redis'}
                  eq 'miss' && $_->error_log =~ /synced with/ }, 40),
   'it has a table') for $other, $stale;

cocctl(0, qw(privilege ann no_link 1d --reason),
       'adverts, again and again: you were asked twice to leave it');
soon($_, 'comment', $link, 'urn:coc:privilege no_link',
     'another edge: holds there') for $other, $stale;
$problem = Coc::Code::problem(post($other, 'comment', $link));
like($problem->{reason}, qr/asked twice/, 'another edge: why');
is(said(post($other, 'comment', $case)), 'pass',
   'another edge: without a link');
is(said(post($other, 'comment', $link, 'X-Member' => 'bob')),
   'pass', 'another edge: others');

# a snapshot has it too

my $late = edge('coc_standing_cache on;');
soon($late, 'comment', $link, 'urn:coc:privilege no_link', 'an edge that comes');
ok(wait_for(sub { $late->error_log =~ /synced with/ }, 40), 'has a table');
is(said(post($late, 'comment', $link)),
   'urn:coc:privilege no_link', 'and knows it from there');
is(said(post($late, 'comment', $case)), 'pass', 'and no more');

cocctl(0, qw(privilege ann no_link --lift));
soon($_, 'comment', $link, 'pass', 'another edge: given back')
    for $other, $late, $stale;

# in the worst case: known before, and nobody to ask

cocctl(0, qw(privilege ann no_message 1d --reason quarrels));
soon($stale, 'message', $case, 'urn:coc:privilege no_message', 'stale: known');
$redis->pause;
soon($other, 'message', $case, 'pass', 'away: the content decides');
ok(wait_for(sub { (post($stale, 'comment', $case)->{headers}{'x-redis'} || '')
                  eq 'stale' }, 40), 'stale: away');
$r = post($stale, 'message', $case);
$problem = Coc::Code::problem($r);
is(said($r), 'urn:coc:privilege no_message', 'stale: what was taken holds');
ok($problem->{until} && !exists $problem->{reason},
   'stale: until when; why is not known');
is(said(post($stale, 'comment', $case)), 'pass', 'stale: no more');
$redis->resume;
soon($other, 'message', $case, 'urn:coc:privilege no_message', 'back');

$_->stop for $edge, $other, $stale, $late;
$redis->stop;
done_testing();

#!/usr/bin/perl

# A member's record through two edges that share one Redis: warned, muted,
# suspended; cocctl; decay; a secret being retired; what Redis then holds.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use JSON::PP;
use Test::More;
use Coc::Client;
use Coc::Community qw();
use Coc::Redis;
use Coc::Util qw(wait_for slurp tempdir spew);

*post = \&Coc::Community::post;
*posts = \&Coc::Community::posts;
*record = \&Coc::Community::record;
*entries = \&Coc::Community::entries;

my $redis = Coc::Redis->new(args => [qw(--enable-debug-command yes)]);
my $watch = <<'END';
        location /watch/ {
            coc monitor;
            coc_kind post;
            add_header X-Verdict $coc_verdict;
            add_header X-Standing $coc_standing;
            add_header X-Redis $coc_redis;
            proxy_set_header X-CoC-Verdict $http_x_coc_verdict;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }
END
my ($a, $b) = map {
    Coc::Community::edge(name => "edge $_", redis => $redis, server => $watch,
        workers => 2)->start;
} 1, 2;

sub problem
{
    my ($r) = @_;
    return eval { decode_json($r->{body}) } || {};
}


# refused for the one, held for the other: the one is told

for my $order ([ 'mute', 'premoderate' ], [ 'premoderate', 'mute' ]) {
    my $who = "both-$order->[0]";

    Coc::Community::cocctl($a, $redis, $order->[0], $who, '--for',
        $order->[0] eq 'mute' ? '2d' : '9d', '--by', 'eve');
    $redis->cmd('HSET', 'coc:{' . Coc::Community::member_hash($who) . '}:st',
        $order->[1] eq 'mute' ? (s => 2, u => (time + 2 * 86400) . '000')
                              : (s => 3, u => (time + 9 * 86400) . '000'));

    my $r = post($a, $who, 'comment', 'harmless');
    is(problem($r)->{type}, 'urn:coc:muted', "$who: muted, so told")
        or diag(explain(record($redis, $who)));
    ok(abs(parse_time(problem($r)->{until}) - time() - 2 * 86400) < 60,
       'until that ends');
}


# the ladder: 3=warn 6=mute:24h 10=suspend:7d 20=deactivate

my $r = post($a, 'ann', 'comment', 'what a zug2 this is');
is($r->{status}, 403, '2 points: blocked');
is(problem($r)->{type}, 'urn:coc:block', 'for the content');
unlike($r->{body}, qr/warning/, 'not a warning yet');

$r = post($b, 'ann', 'comment', 'another zug1');
is($r->{status}, 403, '3 points: blocked');
like(problem($r)->{detail}, qr/This is a warning/, 'and warned, at the other');
is(record($redis, 'ann')->{s}, 1, 'the record says so');

$r = post($a, 'ann', 'comment', 'harmless');
is($r->{status}, 200, 'a warned member goes on');
is("@{$r->{headers}}{qw(x-standing x-points x-redis)}", 'warn 3 hit',
   'the application is told of it') or diag(explain($r->{headers}));

$r = post($b, 'ann', 'post', 'zug3');
like(problem($r)->{detail}, qr/can't comment or send messages/,
     '6 points: muted');
ok(abs(parse_time(problem($r)->{until}) - time() - 86400) < 60, 'for a day');

for my $kind (qw(comment message)) {
    for my $edge ($a, $b) {
        $r = post($edge, 'ann', $kind, 'harmless');
        is($r->{status}, 403, "$kind refused at $edge->{name}");
        is(problem($r)->{type}, 'urn:coc:muted', 'as muted');
        ok(problem($r)->{until}, 'until when');
    }
}

is(post($a, 'ann', 'post', 'harmless')->{status}, 200, 'a post is not');
is(post($b, 'bob', 'comment', 'harmless')->{status}, 200, 'nor are others');

$r = post($a, 'ann', 'post', 'a flim3 one');
is($r->{status}, 200, 'what is flagged is forwarded');
is("@{$r->{headers}}{qw(x-verdict x-points)}", 'flag 9', 'and counts');
$r = post($b, 'ann', 'post', 'zug1');
like(problem($r)->{detail}, qr/Your account is suspended/, '10: suspended');

for my $edge ($a, $b) {
    $r = post($edge, 'ann', 'post', 'harmless');
    is($r->{status}, 403, "a post is refused at $edge->{name}");
    is(problem($r)->{type}, 'urn:coc:suspended', 'as suspended');
    ok(abs(parse_time(problem($r)->{until}) - time() - 7 * 86400) < 60,
       'for a week');
}

is(record($redis, 'ann')->{p} > 9900 ? 'kept' : 'lost', 'kept',
   'what is refused for the standing costs nothing');
cmp_ok(record($redis, 'ann')->{p}, '<=', 10000, 'no points for it');


# before the body: of 5,000 bytes promised none is sent

for my $edge ($a, $b) {
    for my $expect (undef, '100-continue') {
        my $c = $edge->client;

        $c->send(Coc::Client::format_request('POST', '/post/post', undef,
            'Content-Length' => 5000, 'X-Member' => 'ann',
            'Content-Type' => 'text/plain', Expect => $expect));
        $r = $c->response;
        is($r && $r->{status}, 403, 'refused before the body, '
           . ($expect || 'no Expect'));
        is($r && $r->{continued}, 0, 'and not told to go on');
        $c->close;
    }

    my $c = $edge->client;
    $c->send(Coc::Client::format_request('POST', '/post/post', undef,
        'Transfer-Encoding' => 'chunked', 'X-Member' => 'ann'));
    $r = $c->response;
    is($r && $r->{status}, 403, 'refused before the first chunk');
    $c->close;
}

SKIP: {
    skip 'no HTTP/2 clients', 4
        if `curl --version` !~ /HTTP2/ || `nghttp --version 2>&1` !~ /nghttp2/;

    my $h2 = Coc::Community::edge(name => 'http/2', redis => $redis);
    $h2->configure;
    my $port = Coc::Util::free_port();
    my $server = $h2->{server};
    $server =~ s/(coc_rules)/listen 127.0.0.1:$port http2; $1/;
    $h2->{server} = $server;
    $h2->start;

    # curl 7.88 takes the reset without error that follows the reply for one

    spew($h2->file('body'), 'harmless');
    like(scalar `nghttp -nv -H 'x-member: ann' -d @{[$h2->file('body')]} \\
                 http://127.0.0.1:$port/post/post 2>&1`,
         qr/:status: 403/, 'suspended over HTTP/2');

    $r = Coc::Client::curl('--http2-prior-knowledge', '-H', 'X-Member: hal',
        '-H', 'Content-Type: text/plain',
        '-d', 'zug3', "http://127.0.0.1:$port/post/post");
    is("$r->{status} $r->{version}", '403 2', 'recorded over HTTP/2');
    is(record($redis, 'hal')->{p}, 3000, 'three points');
    $h2->stop;
}


# cocctl acts on the same record, at once

my ($said, $status) = Coc::Community::cocctl($a, $redis, 'show', 'ann',
    '--json');
my $shown = decode_json($said);
is($shown->{step}, 'suspend', 'cocctl shows the suspension');
is($shown->{hash}, Coc::Community::member_hash('ann'), 'of the same member');
is($shown->{sections}{ugly}, 7, 'points of a section');
is($shown->{sections}{hate}, 3, 'and of another');

(undef, $status) = Coc::Community::cocctl($a, $redis, 'restore', 'ann');
is($status, 0, 'restored');
$r = post($a, 'ann', 'comment', 'harmless');
is("$r->{status} $r->{headers}{'x-points'}", '200 0', 'and free at once');
is(post($b, 'ann', 'message', 'harmless')->{status}, 200, 'at both');

Coc::Community::cocctl($a, $redis, 'suspend', 'dan', '--for', '1h');
is(post($_, 'dan', 'post', 'harmless')->{status}, 403,
   "suspended by a moderator, at $_->{name}") for $a, $b;
Coc::Community::cocctl($b, $redis, 'restore', 'dan');
is(post($_, 'dan', 'post', 'harmless')->{status}, 200,
   "restored, at $_->{name}") for $a, $b;

Coc::Community::cocctl($a, $redis, 'warn', 'dan');
$r = post($b, 'dan', 'post', 'harmless');
is("$r->{status} $r->{headers}{'x-standing'}", '200 warn', 'warned');

Coc::Community::cocctl($a, $redis, 'deactivate', 'eve');
$r = post($b, 'eve', 'post', 'harmless');
is(problem($r)->{type}, 'urn:coc:deactivated', 'deactivated');
ok(!exists problem($r)->{until}, 'without end');

Coc::Community::cocctl($a, $redis, 'premoderate', 'fay');
$r = post($b, 'fay', 'post', 'harmless');
is("$r->{status} @{$r->{headers}}{qw(x-verdict x-reason)}",
   '200 hold standing', 'premoderated: forwarded as hold');
is(record($redis, 'fay')->{p} || 0, 0, 'no points for that');
$r = post($b, 'fay', 'post', 'zug9');
is($r->{status}, 403, 'what is blocked stays blocked');
is(record($redis, 'fay')->{p}, 9000, 'and counts');


# points: the highest of each section, summed; a nudge only when confirmed

$r = post($a, 'gus', 'post', 'zug1 zug4 zug2 flim3');
is(record($redis, 'gus')->{p}, 7000, 'zug4 and flim3: 4 + 3');
is_deeply([ sort map { record($redis, 'gus')->{$_} }
            grep { /^\d+$/ } keys %{record($redis, 'gus')} ], [ 3, 4 ],
          'points ever, by section');

$r = post($a, 'ida', 'post', 'a nudge2 text', 'X-Thread' => 'one');
is($r->{status}, 409, 'nudged');
is_deeply(record($redis, 'ida'), {}, 'no record of it');
my $token = problem($r)->{confirm};
$r = post($b, 'ida', 'post', 'a nudge2 text',
    'X-CoC-Confirm' => $token, 'X-Thread' => 'one');
is("$r->{status} $r->{headers}{'x-verdict'}", '200 flag',
   'confirmed at the other edge');
is(record($redis, 'ida')->{p}, 2000, 'now it counts');


# monitor reads and writes nothing

$r = $a->request('POST', '/watch/post', 'zug9 flim3 grave5',
    'Content-Type' => 'text/plain', 'X-Member' => 'kim');
is("$r->{status} $r->{headers}{'x-verdict'}", '200 escalate-monitored',
   'monitored');
is($r->{headers}{'x-redis'}, 'miss', 'Redis was asked');
Coc::Community::cocctl($a, $redis, 'suspend', 'kit');
my $digest = $redis->cmd('DEBUG', 'DIGEST');
$r = $a->request('POST', '/watch/post', 'zug9',
    'Content-Type' => 'text/plain', 'X-Member' => 'kit',
    'X-CoC-Verdict' => 'own');
is("$r->{status} @{$r->{headers}}{qw(x-verdict x-standing)}",
   '200 block-monitored suspend', 'a suspended member, monitored');
is($redis->cmd('DEBUG', 'DIGEST'), $digest, 'nothing was written');


# the review stream, the history, the case: never the text

my $words = 'moribund peculiar zug5 quixotic grievance';
$r = post($a, 'lea', 'post', $words);
my $case = problem($r)->{case};

# the reply waits for the record alone, the case is the last of what follows

sub listed
{
    my ($case) = @_;
    return wait_for { $redis->cmd('EXISTS', "coc:case:$case") };
}

ok(listed($case), 'a case for review');
my @review = grep { $_->[1]{case} eq $case } entries($redis, 'review');
my $lea = Coc::Community::member_hash('lea');

is(scalar @review, 1, 'one entry for review');
is("@{$review[0][1]}{qw(verdict kind member)}", "block post $lea",
   'what and who');
my $event = decode_json($review[0][1]{event});
is($event->{rules}[0]{id}, 't-zug5', 'the rule');
is("$event->{rules}[0]{start}-$event->{rules}[0]{end}", '18-22', 'where');
like($redis->cmd('GET', "coc:case:$case"),
     qr/^coc:\d+:review \Q$review[0][0]\E$/, 'the case leads to it');
cmp_ok($redis->cmd('TTL', "coc:case:$case"), '>', 364 * 86400, 'for a year');

my @history = @{$redis->cmd('ZRANGE', 'coc:{' . $lea . '}:log', 0, -1)};
is(scalar @history, 1, 'one line of history');
like($history[0], qr/^\Q$case\E \{.*"points":5\D.*"case":"\Q$case\E"/,
     'begins with the id');

$r = post($a, 'lea', 'post', 'a grave5 word');
$case = problem($r)->{case};
ok(listed($case), 'a case to escalate');
is(scalar(grep { $_->[1]{case} eq $case } entries($redis, 'escalations')), 1,
   'an escalation has a stream of its own');
is(scalar(grep { $_->[1]{case} eq $case } entries($redis, 'review')), 0,
   'and is in no other');
like($redis->cmd('GET', "coc:case:$case"), qr/^coc:\d+:escalations /,
     'the case says so');
ok($a->wait_log(qr/\[crit\].*verdict=escalate/), 'and the log, as crit');

my $all = dump_all($redis);
unlike($all, qr/$_/, "Redis does not hold \"$_\"")
    for qw(moribund quixotic grievance harmless \bann\b \blea\b);
unlike($a->error_log, qr/$_/, "nor does the log") for qw(moribund quixotic);
like($all, qr/t-zug5/, 'it was looked for where it would be');

# a report quotes what it reports: for the moderators, and no points

$r = post($a, 'meg', 'report', 'he wrote zug5');
$case = $r->{headers}{'x-case'};
is("$r->{status} $r->{headers}{'x-verdict'}", '200 pass', 'a report goes on');
ok(listed($case), 'a case for the moderators');
is((grep { $_->[1]{case} eq $case } entries($redis, 'review'))[0][1]{verdict},
   'pass', 'with the verdict it got');
is($redis->cmd('EXISTS', 'coc:{' . Coc::Community::member_hash('meg') . '}:st'),
   0, 'and nothing on its author');

$r = post($a, '', 'post', 'zug2');
$case = problem($r)->{case};
ok(listed($case), 'a case of nobody known');
is(scalar(grep { $_->[1]{case} eq $case } entries($redis, 'review')), 1,
   'not logged in: for review all the same');
is_deeply([ grep { $_->[1]{member} eq '' } entries($redis, 'review') ],
          [ grep { $_->[1]{case} eq $case } entries($redis, 'review') ],
          'without a member');


# decay: a record from a half-life ago

post($a, 'mia', 'post', 'zug8');
is(record($redis, 'mia')->{s}, 2, 'muted');
my $mia = 'coc:{' . Coc::Community::member_hash('mia') . '}:st';
my $past = record($redis, 'mia')->{t} - 30 * 86400 * 1000;
$redis->cmd('HSET', $mia, 't', $past, 'u', $past + 86400 * 1000);
$r = post($b, 'mia', 'comment', 'harmless');
is("@{$r->{headers}}{qw(x-points x-standing)}", '4 none',
   'half of the points, the mute has ended');
post($b, 'mia', 'post', 'zug1');
is(record($redis, 'mia')->{p}, 5000, '4 + 1');

my $quick = Coc::Community::edge(name => 'short half-life', redis => $redis,
    policy => 'coc_decay 1s; coc_ladder 4=suspend:1s;')->start;
$r = post($quick, 'nan', 'post', 'zug4');
like(problem($r)->{detail}, qr/suspended/, 'a ladder of its own: suspended');
is(post($quick, 'nan', 'post', 'harmless')->{status}, 403, 'suspended');
ok(wait_for { post($quick, 'nan', 'post', 'harmless')->{status} == 200 },
   'for a second');
ok(wait_for {
       my $left = post($quick, 'nan', 'post', 'harmless')
           ->{headers}{'x-points'};
       defined $left && $left < 1;
   }, 'and its points decay');
$quick->stop;


# exactly once, whatever is at once

my @replies = posts($a, map { [ 'oda', 'post', 'a flim3 text' ] } 1 .. 25);
push @replies, posts($b, map { [ 'oda', 'post', 'zug1' ] } 1 .. 25);
is(scalar(grep { defined } @replies), 50, '50 answers');
my $oda = record($redis, 'oda');
my $flagged = grep { $_->{status} == 200 } @replies;
my $blocked = grep { $_->{status} == 403
                     && problem($_)->{type} eq 'urn:coc:block' } @replies;
is(int($oda->{p} / 1000 + 0.5), 3 * $flagged + $blocked,
   "points of $flagged flagged, $blocked blocked");

my $free = Coc::Community::edge(name => 'no ladder to speak of',
    redis => $redis, workers => 2, policy => 'coc_ladder 100000=warn;'
    . 'coc_decay 36500d;')->start;
@replies = posts($free, map { [ 'pam', 'post', 'zug2 flim3' ] } 1 .. 50);
is(scalar(grep { $_->{status} == 403 } @replies), 50, '50 at once: blocked');
is(record($redis, 'pam')->{p}, 250_000, '250 points, exactly');
is(record($redis, 'pam')->{n}, 50, '50 writes');
my $pam = Coc::Community::member_hash('pam');
ok(wait_for { @{$redis->cmd('ZRANGE', 'coc:{' . $pam . '}:log', 0, -1)} == 50
              && 50 == grep { $_->[1]{member} eq $pam }
                           entries($redis, 'review') },
   'and as many in history and review');
$free->stop;

$_->stop for $a, $b;


# a secret being retired, a prefix, a database, a password

my $old = 'the secret that is being retired';
my $before = Coc::Community::edge(name => 'old secret', redis => $redis,
    secret => [ $old ])->start;
post($before, $_, 'post', 'zug9 flim3') for qw(quin rex);
is(post($before, 'quin', 'post', 'harmless')->{status}, 403, 'suspended');
post($before, 'sam', 'post', 'zug2');
$before->stop;

my $rekey = Coc::Community::edge(name => 'two secrets', redis => $redis,
    secret => [ $Coc::Community::secret, $old ])->start;
is(post($rekey, 'quin', 'post', 'harmless')->{status}, 403,
   'under the retired secret it still holds');
is_deeply(record($redis, 'quin'), {}, 'nothing under the new for that');
$r = post($rekey, 'sam', 'post', 'harmless');
is("@{$r->{headers}}{qw(x-redis x-points)}", 'hit 2', 'points too');
post($rekey, 'sam', 'post', 'zug2');
is(int(record($redis, 'sam')->{p} / 10 + 0.5), 400,
   'the new record begins with the old points');
is(record($redis, 'sam', with => $old)->{p}, 2000, 'the old is left alone');
post($rekey, 'tom', 'post', 'zug1');
is(record($redis, 'tom')->{p}, 1000, 'a new record is under the new secret');
is_deeply(record($redis, 'tom', with => $old), {}, 'only there');
Coc::Community::cocctl($rekey, $redis, 'restore', 'quin');
is(post($rekey, 'quin', 'post', 'harmless')->{status}, 200,
   'restored under both');
$r = post($rekey, 'nobody', 'post', 'harmless');
is($r->{headers}{'x-redis'}, 'miss', 'neither has a record');
$rekey->stop;

my $dir = tempdir();
spew("$dir/password", "open sesame\n");
spew("$dir/edge", "edge password\n");

my $guarded = Coc::Redis->new(args => [ '--databases', 4 ]);
$guarded->cmd('ACL', 'SETUSER', 'edge', 'on', '>edge password', '~c2:*',
    '+@all');
$guarded->cmd('CONFIG', 'SET', 'requirepass', 'open sesame');

my $where = 'unix:' . $guarded->socket;
my @guarded = (
    Coc::Community::edge(name => 'password, database',
        redis => "$where db=3 password_file=$dir/password"),
    Coc::Community::edge(name => 'user, prefix',
        redis => "$where user=edge password_file=$dir/edge",
        policy => 'coc_redis_prefix c2:;'),
);

$_->start for @guarded;
is(post($_, 'uma', 'post', 'zug3')->{status}, 403, $_->{name}) for @guarded;
$guarded->cmd('AUTH', 'open sesame');
is(record($guarded, 'uma', prefix => 'c2:')->{p}, 3000, 'the prefix');
is(scalar(grep { !/^c2:/ } $guarded->keys), 0, 'and no other');
$guarded->cmd('SELECT', 3);
is(record($guarded, 'uma')->{p}, 3000, 'the database');
$guarded->cmd('SELECT', 0);
$_->stop for @guarded;

done_testing();


sub parse_time
{
    my ($text) = @_;
    require Time::Local;
    my @t = ($text || '') =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)Z$/
        or return 0;
    return Time::Local::timegm(@t[5, 4, 3, 2], $t[1] - 1, $t[0]);
}


# Every key and value, as one text.

sub dump_all
{
    my ($from) = @_;
    my $text = '';

    for my $key ($from->keys) {
        my $type = $from->cmd('TYPE', $key);
        my $value = $type eq 'string' ? $from->cmd('GET', $key)
            : $type eq 'hash' ? $from->cmd('HGETALL', $key)
            : $type eq 'zset' ? $from->cmd('ZRANGE', $key, 0, -1)
            : $from->cmd('XRANGE', $key, '-', '+');
        $text .= "$key " . JSON::PP->new->encode([ $value ]) . "\n";
    }

    return $text;
}

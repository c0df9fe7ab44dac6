#!/usr/bin/perl

# "Hijacking" and "Rant" as they are counted: one text or link over threads,
# texts that are nearly one, most of a thread, many posts in a short time.
# Never more than a nudge, and the limit is told.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Coc::Cluster ();
use Coc::Code ();
use Coc::Redis ();
use Coc::Signals ();
use Coc::Util qw(wait_for);
use Test::More;

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Signals::$_"} for qw(edge post insist is_told figure noted);
}

plan skip_all => 'redis-server is not installed' if !Coc::Redis::binary();

my $text = 'Our group looks at iron studies in heart failure and would like to '
    . 'hear how others time the second ferritin after the first infusion.';
my $n = 0;

# A text like no other.

sub fresh
{
    my @words = qw(echo gradient potassium stent ferritin biopsy sodium
        lactate catheter culture infusion rhythm);

    $n++;
    return join ' ', map { $words[($n * 7 + $_ * $_ * $n) % @words] . $n } 1 .. 14;
}


sub detail { Coc::Code::problem($_[0])->{detail} }


sub walk
{
    my ($name, $redis) = @_;
    my $edge = edge(redis => $redis)->start;
    my $t = 0;

    # the same text

    is_told(post($edge, 'ann', 'comment', $text, thread => 't1'), 'pass', '',
            "$name: a text");
    noted($edge, $redis);
    is_told(post($edge, 'ann', 'comment', $text, thread => 't1'), 'pass', '',
            'again in its thread: mended');
    my $r = post($edge, 'ann', 'comment', $text, thread => 't2');
    is_told($r, 'nudge', 'hijack-202', 'in another');
    like(detail($r), qr/Nearly the same text .* last 1 day\./, 'told');
    insist($edge, 'ann', 'comment', $text, thread => 't2');
    noted($edge, $redis);
    $r = post($edge, 'ann', 'comment', $text, thread => 't3');
    is_told($r, 'nudge', 'hijack-200 hijack-202', "$name: in a third");
    like(detail($r), qr/ the same text in 2 places in 1 day\./, 'told');
    is(Coc::Code::problem($r)->{section}, 'hijack', 'of which clause');
    is_told(post($edge, 'ann', 'comment', 'Thank you!', thread => $_), 'pass',
            '', 'a short text may be said anywhere') for 1 .. 5;

    # nearly the same

    my $long = join ' ', map { fresh() } 1 .. 12;
    (my $near = $long) =~ s/(\S+) (\S+)\z/\U$1\E, indeed $2!/;
    is_told(post($edge, 'bob', 'comment', $long, thread => 't1'), 'pass', '',
            "$name: a long text");
    noted($edge, $redis);
    is_told(post($edge, 'liz', 'comment', $near, thread => 't1'), 'nudge',
            'hijack-202', "$name: nearly, by another");
    is_told(post($edge, 'bob', 'comment', fresh(), thread => 't1'), 'pass', '',
            'another text');

    # the same link

    for my $thread (1 .. 3) {
        $r = insist($edge, 'cid', 'comment', fresh()
            . " https://www.a.example/post/$thread and "
            . ('http://b.example/x', 'https://b.example/x#top',
               'https://www.b.example/x/')[$thread - 1],
            thread => "l$thread");
        noted($edge, $redis);
        like($r->{headers}{'x-rules'} // '', $thread == 3 ? qr/hijack-201/
             : qr/^(?!.*hijack-201)/, "$name: a link in thread $thread");
    }

    # share of a thread

    $edge->stop;
    $edge = edge(redis => $redis, policy => 'coc_post_limits share=60%/10;')
        ->start;
    post($edge, "m$_", 'comment', fresh(), thread => 'own') for 1 .. 9;
    noted($edge, $redis);
    is_told(post($edge, 'dan', 'comment', fresh(), thread => 'own'), 'pass',
            '', "$name: $_ of the last 10 in a thread") for 1 .. 6;
    noted($edge, $redis);
    $r = post($edge, 'dan', 'comment', fresh(), thread => 'own');
    is_told($r, 'nudge', 'hijack-203', "$name: most of a thread");
    like(detail($r), qr/More than 60 % of the last 10 posts .* start a new post/,
         'told');
    is_told(post($edge, "m2", 'comment', fresh(), thread => 'own'), 'pass', '',
            'others may');
    $edge->stop;

    # rate: what is refused counts as well

    $edge = edge(redis => $redis, policy => 'coc_post_limits rate=4/1h;')
        ->start;
    is_told(post($edge, 'fay', 'comment', fresh(), thread => "f$_"), 'pass',
            '', "$name: post $_") for 1 .. 4;
    $r = post($edge, 'fay', 'comment', fresh(), thread => 'f5');
    is_told($r, 'nudge', 'rant-200', 'one too many');
    like(detail($r), qr/The limit is 4 posts in 1 hour\./, 'told');
    noted($edge, $redis);
    is_told(post($edge, 'gus', 'comment', fresh(), thread => 'f6'), 'pass', '',
            'by others');
    $edge->stop;
}

my $redis = Coc::Redis->new;
walk('one server', $redis);
walk('a cluster', Coc::Cluster->new(replicas => 0));

# every key ends by itself, and is bounded

# What signals are made of.

sub sets { grep { $redis->cmd('TYPE', $_) eq 'zset' } $redis->keys }

cmp_ok(scalar(sets()), '>', 100, 'keys');
is(join(' ', grep { $redis->cmd('PTTL', $_) <= 0 && !/:log$/ } sets()), '',
   'each has an end');

$redis = Coc::Redis->new;
my $edge = edge(redis => $redis)->start;
insist($edge, "m$_", 'comment', $text, thread => "t$_") for 1 .. 40;
noted($edge, $redis);
is(join(' ', grep { $_ > 33 } map { $redis->cmd('ZCARD', $_) } sets()),
   '', 'and its bound');

# nothing of a text or a name is in there

my $all = join ' ', $redis->keys, map { @{$redis->cmd('ZRANGE', $_, 0, -1)} }
    grep { !/:log$/ } sets();
unlike($all, qr/ferritin|infusion|\bm1\b|\bt1\b/, 'hashes only');

# monitor

my $notes = figure($edge, 'notes_total');
is_told(post($edge, 'ann', 'watch/comment', $text, thread => 'x'),
        'nudge-monitored', 'hijack-202', 'watched');
is(figure($edge, 'notes_total'), $notes, 'and not noted');
cmp_ok(figure($edge, 'signals_raised_total'), '>=', 40, 'counted');
$edge->stop;

# rules without signals: nothing is asked

$edge = edge(redis => $redis, server => <<'END');
        location = /plain/post {
            coc on;
            coc_rules %%DIR%%/plain.yaml;
            add_header X-Verdict $coc_verdict always;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }
END
$edge->file('plain.yaml', "section: ugly\nrules:\n  - {id: x-1, title: x, "
    . "severity: 1, action: block, points: 0, any: 'zug'}\n");
$edge->start;
$redis->cmd('CONFIG', 'RESETSTAT');
is_told(post($edge, 'ann', 'plain/post', $text), 'pass', '', 'no signals');
is(figure($edge, 'signals_asked_total'), 0, 'not asked');
unlike($redis->cmd('INFO', 'commandstats'), qr/cmdstat_(?:zcount|zscore)/,
       'nor was Redis');
$edge->stop;

done_testing();

#!/usr/bin/perl

# "Creepy": messages without an answer, to many strangers, to one who has
# blocked their author; limits that a reply resets, and that the member is
# told.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Coc::Cluster ();
use Coc::Code ();
use Coc::Community ();
use Coc::Redis ();
use Coc::Signals ();
use Coc::Util qw(wait_for);
use Test::More;

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Signals::$_"}
        for qw(edge post insist is_told cocctl figure noted);
}

plan skip_all => 'redis-server is not installed' if !Coc::Redis::binary();

my $n = 0;

# A message that no other rule looks at.

sub message
{
    my ($edge, $from, $to, %arg) = @_;

    $n++;
    return ($arg{insist} ? \&insist : \&post)->($edge, $from,
        ($arg{watch} ? 'watch/' : '') . 'message',
        "The $n. echo report is in the folder.", to => $to);
}


sub walk
{
    my ($name, $redis) = @_;
    my $edge = edge(redis => $redis, policy => 'coc_message_limits '
        . 'unanswered=3/7d strangers=4/1d;')->start;

    # one to one

    is_told(message($edge, 'ann', 'bob'), 'pass', '', "$name: $_. message")
        for 1 .. 3;
    my $r = message($edge, 'ann', 'bob');
    is_told($r, 'nudge', 'creepy-200', "$name: one more without an answer");
    like(Coc::Code::problem($r)->{detail},
         qr/ 3 messages without an answer in 7 days\./, 'told which limit');
    is(Coc::Code::problem($r)->{section}, 'creepy', 'and which clause');
    is_told(message($edge, 'ann', 'bob'), 'nudge', 'creepy-200',
            'what was refused was not counted');
    is_told(message($edge, 'ann', 'bob', insist => 1), 'flag', 'creepy-200',
            'confirmed');
    is_told(message($edge, 'ann', 'cid'), 'pass', '', 'to another: nothing');
    is_told(message($edge, 'bob', 'ann'), 'pass', '', "$name: bob answers");
    is_told(message($edge, 'ann', 'bob'), 'pass', '', "it begins anew ($_)")
        for 1 .. 3;
    is_told(message($edge, 'ann', 'bob'), 'nudge', 'creepy-200', 'as before');
    is_told(post($edge, 'bob', 'comment', 'I read the report.', to => 'ann'),
            'pass', '', 'a comment is none');
    is_told(message($edge, 'ann', 'bob'), 'nudge', 'creepy-200', 'no answer');

    # one to many

    is_told(message($edge, 'dan', "peer$_"), 'pass', '', "stranger $_")
        for 1 .. 4;
    is_told(message($edge, 'dan', 'peer3'), 'pass', '', 'one of these again');
    $r = message($edge, 'dan', 'peer5');
    is_told($r, 'hold', 'creepy-201', "$name: one too many");
    is($r->{status}, 200, 'held for a moderator');
    message($edge, 'peer1', 'dan');
    message($edge, 'peer2', 'dan');
    is_told(message($edge, 'dan', 'peer6'), 'pass', '', 'two have answered');
    is_told(message($edge, 'dan', 'peer7'), 'hold', 'creepy-201', 'no more');
    is_told(message($edge, 'dan', 'peer1'), 'pass', '',
            'who has written before is no stranger');
    is_told(message($edge, 'dan', 'dan'), 'pass', '', 'nor oneself');

    $edge->stop;
}

my $redis = Coc::Redis->new;
walk('one server', $redis);

{
    my $cluster = Coc::Cluster->new(replicas => 0);
    walk('a cluster', $cluster);
}

my $edge = edge(redis => $redis, server => '        location /api/ { coc_api '
    . 'write; }')->start;

# the defaults

message($edge, 'eve', 'fay') for 1 .. 5;
is_told(message($edge, 'eve', 'fay'), 'nudge', 'creepy-200', 'five by default');

# after being blocked

is_told(message($edge, 'gus', 'hal'), 'pass', '', 'not blocked yet');
my $r = Coc::Client::request($edge, 'PUT',
    '/api/members/hal/blocked/gus', '');
like($r->{status}, qr/^20/, 'hal blocks gus') or diag(explain($r));
$r = message($edge, 'gus', 'hal');
is_told($r, 'block', 'creepy-202', 'refused');
is($r->{status}, 403, 'as a breach');
like(Coc::Code::problem($r)->{detail}, qr/takes no messages from you/, 'told');
is_told(message($edge, 'hal', 'gus'), 'pass', '', 'the other way');
is_told(message($edge, 'gus', 'ida'), 'pass', '', 'to others');

# monitor tells, and notes nothing

noted($edge, $redis);
my %before = map { $_ => 1 } $redis->keys;
my $notes = figure($edge, 'notes_total');
is_told(message($edge, 'jim', 'kay', watch => 1), 'pass-monitored', '',
        'watched') for 1 .. 6;
is_told(message($edge, 'eve', 'fay', watch => 1), 'nudge-monitored',
        'creepy-200', 'and told');
is(figure($edge, 'notes_total'), $notes, 'nothing is noted');
is(join(' ', grep { !$before{$_} } $redis->keys), '', 'no key is made');
is_told(message($edge, 'jim', 'kay'), 'pass', '', 'nor was any');

# the window passes

my ($key) = grep { /:pm:/ && $redis->cmd('ZCARD', $_) == 5 } $redis->keys;
for my $case (@{$redis->cmd('ZRANGE', $key, 0, -1)}) {
    $redis->cmd('ZINCRBY', $key, -8 * 86400 * 1000, $case);
}
is_told(message($edge, 'eve', 'fay'), 'pass', '', 'eight days later');
cmp_ok($redis->cmd('PTTL', $key), '>', 6 * 86400 * 1000,
       'kept as long as the window');
cmp_ok($redis->cmd('PTTL', $key), '<=', 7 * 86400 * 1000, 'and no longer');

# what Redis holds is bounded, whatever is insisted on

message($edge, 'liz', 'moe', insist => 1) for 1 .. 12;
noted($edge, $redis);
is(join(' ', grep { $_ > 6 } map { $redis->cmd('ZCARD', $_) }
        grep { /:pm:/ } $redis->keys), '', 'capped');

# a key of another type: the signal is missing, and said to be

my $lost = figure($edge, 'signals_lost_total');
$key = sprintf 'coc:{%s}:pm:%s', map { Coc::Community::member_hash($_) }
    'liz', 'moe';
is($redis->cmd('DEL', $key), 1, 'the key');
$redis->cmd('SET', $key, 'what is this');
$r = message($edge, 'liz', 'moe');
is_told($r, 'pass', '', 'the signal is not raised');
is($r->{headers}{'x-redis'}, 'error', '$coc_redis says why');
is(figure($edge, 'signals_lost_total'), $lost + 1, 'counted');
ok(wait_for(sub { figure($edge, 'notes_lost_total') }), 'as are its notes');
$redis->cmd('DEL', $key);
$edge->stop;

# away

for my $fail (qw(open closed)) {
    my $other = Coc::Redis->new;
    $edge = edge(redis => $other, policy => "coc_redis_fail $fail; "
        . 'coc_redis_timeout 300ms;')->start;
    message($edge, 'ann', 'bob') for 1 .. 5;
    is_told(message($edge, 'ann', 'bob'), 'nudge', 'creepy-200', 'there');

    $other->pause;
    $r = message($edge, 'ann', 'bob');
    is($r->{status}, $fail eq 'open' ? 200 : 503, "$fail: by policy");
    like($r->{headers}{'x-redis'}, qr/^(?:timeout|error)$/, 'as it says');
    $other->resume;
    ok(wait_for(sub { message($edge, 'ann', 'bob')->{status} == 409 }, 20),
       'back');
    $edge->stop;
}

done_testing();

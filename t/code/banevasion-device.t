#!/usr/bin/perl

# "Ban evasion" by device: a post from one on which somebody is known who was
# suspended or deactivated is held; with a second sign it is escalated.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Coc::Cluster ();
use Coc::Code ();
use Coc::Redis ();
use Coc::Signals ();
use Test::More;

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Signals::$_"}
        for qw(edge post is_told cocctl import_csv figure noted);
}

plan skip_all => 'redis-server is not installed' if !Coc::Redis::binary();


sub walk
{
    my ($name, $redis) = @_;
    my $edge = edge(redis => $redis)->start;
    my @say = ('post', 'The second ferritin is due in June.');

    is_told(post($edge, 'ann', @say, device => 'laptop'), 'pass', '',
            "$name: a device");
    is_told(post($edge, 'bob', @say, device => 'laptop'), 'pass', '',
            'that two share');
    noted($edge, $redis);
    is_told(post($edge, 'bob', @say, device => 'laptop'), 'pass', '',
            'nobody is suspended');

    import_csv($edge, $redis, "member,display_name\neve,Marla Corin\n");
    is((cocctl($edge, $redis, 'member', 'suspend', 'ann', '--for', '7d'))[0],
       0, 'ann is');
    is(post($edge, 'ann', @say, device => 'laptop')->{status}, 403,
       'and can\'t post');
    my $r = post($edge, 'bob', @say, device => 'laptop');
    is_told($r, 'hold', 'banevasion-200', "$name: behind another account");
    is($r->{headers}{'x-published'}, 'yes', 'held for a moderator');
    is_told(post($edge, 'new', @say, device => 'laptop'), 'hold',
            'banevasion-200', 'behind a new one');
    is_told(post($edge, 'new', @say, device => 'phone'), 'pass', '',
            'another device');
    is_told(post($edge, 'cid', @say), 'pass', '', 'without one');

    $r = post($edge, 'new2', 'post', 'You banned me, so I am back with a new '
        . 'account.', device => 'laptop');
    is($r->{headers}{'x-verdict'}, 'escalate', "$name: with a second sign");
    like($r->{headers}{'x-rules'}, qr/banevasion-20[12]/, 'of two');
    is($r->{status}, 403, 'refused');
    $r = post($edge, 'new3', @say, device => 'laptop', name => 'marla_corin');
    is_told($r, 'escalate', 'banevasion-200 banevasion-203 impersonation-200',
            "$name: or with a name like another's");

    # those two are suspended now, and were on it as well

    cocctl($edge, $redis, 'member', 'restore', $_) for qw(ann new2);
    is_told(post($edge, 'bob', @say, device => 'laptop'), 'hold',
            'banevasion-200', 'one is left');
    cocctl($edge, $redis, 'member', 'restore', 'new3');
    is_told(post($edge, 'bob', @say, device => 'laptop'), 'pass', '',
            "$name: once all may post again");

    # a device that many share, and one who has many

    post($edge, "m$_", @say, device => 'kiosk') for 1 .. 20;
    post($edge, 'dan', @say, device => "d$_") for 1 .. 20;
    noted($edge, $redis);
    is(join(' ', grep { $_ > 16 } map { $redis->cmd('ZCARD', $_) }
        grep { /:dev\b/ } $redis->keys), '', 'bounded');
    is(join(' ', grep { $redis->cmd('PTTL', $_) <= 0 }
        grep { /:dev\b/ } $redis->keys), '', 'for a time');
    is(scalar(grep { /kiosk|laptop/ } $redis->keys), 0, 'hashed');

    $edge->stop;
}

my $redis = Coc::Redis->new;
walk('one server', $redis);
walk('a cluster', Coc::Cluster->new(replicas => 0));

# what got them suspended was refused, and noted for all that

$redis = Coc::Redis->new;
my $edge = edge(redis => $redis, policy => 'coc_ladder 1=suspend:7d;')->start;
my $r = post($edge, 'ann', 'comment', 'I know where you live and I will kill '
    . 'you tonight.', device => 'laptop');
is($r->{status}, 403, 'a first post that is refused');
noted($edge, $redis);
is_told(post($edge, 'bob', 'post', 'The second ferritin is due.',
    device => 'laptop'), 'hold', 'banevasion-200', 'its device is known');

# monitor

my $keys = join ' ', sort $redis->keys;
is_told(post($edge, 'cid', 'watch/post', 'The second ferritin is due.',
    device => 'laptop'), 'hold-monitored', 'banevasion-200', 'watched');
is(join(' ', sort $redis->keys), $keys, 'not noted');
$edge->stop;

for my $fail (qw(open closed)) {
    $edge = edge(redis => $redis, policy => "coc_redis_fail $fail; "
        . 'coc_redis_timeout 300ms;')->start;
    is_told(post($edge, 'bob', 'post', 'The second ferritin is due.',
        device => 'laptop'), 'hold', 'banevasion-200', "$fail: there");
    $redis->pause;
    is(post($edge, 'bob', 'post', 'The second ferritin is due.',
        device => 'laptop')->{status}, $fail eq 'open' ? 200 : 503,
       "$fail: away");
    $redis->resume;
    $edge->stop;
}

done_testing();

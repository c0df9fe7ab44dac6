#!/usr/bin/perl

# The standing table where what is read is unusual: sets that Redis keeps in
# one piece, steps of a newer version, more prefixes than connections that
# listen; and workers: many of them, a leader that sleeps.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Time::HiRes ();
use Coc::Client;
use Coc::Community;
use Coc::Redis;
use Coc::Util qw(wait_for slow);

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Community::$_"} for qw(post told soon cocctl figures
                                          member_hash);
}

my $on = 'coc_standing_cache on;';
my $suspended = '403 urn:coc:suspended';


sub edge
{
    return Coc::Community::edge(workers => 2, policy => $on, @_)->start;
}


sub said { return told(post($_[0], $_[1], $_[2] || 'post', 'harmless')) }
sub shard { return hex(substr member_hash($_[0]), 0, 2) % 16 }

sub lines
{
    my ($edge, $like) = @_;
    return scalar(() = $edge->error_log =~ /$like/g);
}


sub believes
{
    my ($edge) = @_;
    my $before = figures($edge)->{table_misses_total};

    said($edge, 'probe');
    return figures($edge)->{table_misses_total} > $before;
}


sub calls
{
    my ($redis, $name) = @_;
    return $redis->cmd('INFO', 'commandstats') =~
        /^cmdstat_$name:calls=(\d+)/m ? $1 : 0;
}


# a set of thousands in one piece: a page is the whole of it

my $redis = Coc::Redis->new;
$redis->cmd(qw(CONFIG SET zset-max-listpack-entries 5000));

my $shard = shard('ann');
$redis->cmd('ZADD', "coc:$shard:active",
            map { ('+inf', sprintf('%032x:suspend', $_)) } 1 .. 3000);
is($redis->cmd('OBJECT', 'ENCODING', "coc:$shard:active"), 'listpack',
   'three thousand sanctions in one piece');

my $a = edge(name => 'one piece', redis => $redis);
cocctl($a, $redis, 'suspend', 'ann');
soon { believes($a) } 'are read';
is(said($a, 'ann'), $suspended, 'with what came meanwhile');
$a->stop;
$redis->cmd('FLUSHALL');


# a step that a newer version knows: each request asks, and is told no

my ($b, $c) = map { edge(name => $_, redis => $redis) } 'feed', 'another';
soon { believes($_) } "$_->{name}: synced" for $b, $c;

my ($uma, $at) = (member_hash('uma'), shard('uma'));
is(said($b, 'uma'), '200 pass miss', 'in good standing');
$redis->cmd('HSET', "coc:{$uma}:st", qw(v 2 n 1));
$redis->cmd('ZADD', "coc:$at:active", '+inf', "$uma:shadow");
$redis->cmd('XADD', "coc:$at:feed", '*', m => $uma, step => 'shadow',
            until => 0, seq => 1);
soon { said($b, 'uma') eq '200 pass error' } 'of the feed: not a miss';
ok(believes($b), 'of others the table still tells');

my $d = edge(name => 'snapshot', redis => $redis);
soon { believes($d) } 'synced';
is(said($d, 'uma'), '200 pass error', 'of a snapshot: likewise');

$redis->cmd('DEL', "coc:{$uma}:st");
cocctl($b, $redis, 'restore', 'uma');
soon { said($_, 'uma') eq '200 pass miss' } "$_->{name}: restored" for $b, $d;
$_->stop for $b, $c, $d;


# more prefixes than there are connections that listen: some poll, none spins

my $many = edge(name => 'prefixes', redis => $redis, workers => 1,
    server => join '', map {
        "location /p$_/ { coc on; coc_kind post; coc_redis_prefix p$_:;\n"
        . "proxy_pass http://unix:%%DIR%%/app.sock; }\n"
    } 1 .. 18);
soon { lines($many, qr/coc: synced with/) == 19 } 'nineteen prefixes';
my $before = calls($redis, 'xread');
Time::HiRes::sleep(1);
cmp_ok(calls($redis, 'xread') - $before, '<', 400, 'are read calmly');
$many->stop;


# eight workers, one leader; it sleeps, and another leads

my $e = edge(name => 'eight', redis => $redis, workers => 8);
soon { believes($e) } 'eight workers: synced';

sub leaders { return ($_[0]->error_log =~ /(\d+)#\d+: coc: leads/g) }

is(scalar(leaders($e)), 1, 'one leads');
is(scalar(() = $redis->cmd('CLIENT', 'LIST') =~ /cmd=xread/g), 1,
   'one follows the feed');

my $sleeper = (leaders($e))[-1];
kill 'STOP', $sleeper;
cocctl($e, $redis, 'suspend', 'bob');
soon { (leaders($e))[-1] != $sleeper } 'it sleeps: another leads';

# whichever of the seven has the connection; one that sleeps accepts none

my @said;
wait_for { @said = map { said($e, 'bob') } 1 .. 8;
           return !grep { $_ ne $suspended } @said };
is("@said", join(' ', ($suspended) x 8), 'and hears what was missed');
cocctl($e, $redis, 'restore', 'bob');
soon { said($e, 'bob') eq '200 pass miss' } 'all of it';
kill 'CONT', $sleeper;

my $bad = 0;
my $until = Time::HiRes::time() + 1.5;

while (Time::HiRes::time() < $until) {
    $bad++ if said($e, 'bob') ne '200 pass miss';
}

is($bad, 0, 'it wakes: what it heard late changes nothing');
isnt((leaders($e))[-1], $sleeper, 'and it leads no more');
cocctl($e, $redis, 'suspend', 'bob');
soon { said($e, 'bob') eq $suspended } 'the other one goes on';
$e->stop;

$redis->stop;

done_testing();

#!/usr/bin/perl

# Two to four connections of a worker to a server: all carry calls, one that
# is killed is of no consequence, and only without any is Redis away.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::Community;
use Coc::FakeRedis;
use Coc::Redis;
use Coc::Util qw(wait_for slow);

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Community::$_"} for qw(post posts record told soon used);
}


# Ids of the connections of nginx.

sub ids
{
    my ($redis) = @_;
    my @ids = $redis->cmd('CLIENT', 'LIST') =~
        /^id=(\d+) .* name=ngx_http_coc /gm;
    return @ids;
}


my $redis = Coc::Redis->new;

for my $n (2 .. 4) {
    my $edge = Coc::Community::edge(name => "$n connections", workers => 1,
        redis => $redis->address . " connections=$n",
        policy => 'coc_ladder 1000000=warn;')->start;

    ok(used($edge), "$n: used");
    soon { ids($redis) == $n } "$n connections";

    # a record is a chain of steps; the ring keeps them in the order of posts

    my @r = posts($edge, map { [ "m$n", 'post', "flim3 $_" ] } 1 .. 40);
    is(scalar(grep { $_->{status} == 200 } @r), 40, "$n: forty at once");
    soon { (record($redis, "m$n")->{n} || 0) == 40 } "$n: each counted once";
    is(record($redis, "m$n")->{p}, 120000, "$n: and its points, in thousandths");

    my @busy = map { /^id=\d+ .* tot-cmds=(\d+)/ ? $1 : () }
               grep { / name=ngx_http_coc / } split /\n/,
               $redis->cmd('CLIENT', 'LIST');
    is(scalar(grep { $_ > 10 } @busy), $n, "$n: all carry calls") if @busy;

    # one after the other is killed, while posts go on: nobody notices

    my @bad;

    for my $id (ids($redis)) {
        $redis->cmd('CLIENT', 'KILL', 'ID', $id);
        push @bad, grep { !/^200 flag (?:hit|miss)$/ }
                   map { told($_) }
                   posts($edge, map { [ "k$n", 'post', "flim3 $id $_" ] }
                                1 .. 5);
    }

    is("@bad", '', "$n: one killed: the others serve");
    soon { (record($redis, "k$n")->{n} || 0) == 5 * $n } "$n: counted once";
    soon { ids($redis) == $n } "$n: made anew";
    $edge->stop;
}


# a server that takes one connection only: that one is enough, and is the end

my $count = 0;
my $fake = Coc::FakeRedis->new(redis => $redis,
    connect => sub { return $count++ ? [ close => '' ] : '' });
my $edge = Coc::Community::edge(name => 'one of four', workers => 1,
    redis => $fake->address . ' connections=4')->start;

ok(used($edge), 'one of four: used');

my @r = map { told(post($edge, "o$_", 'post', 'harmless')) } 1 .. 20;
is(scalar(grep { $_ eq '200 pass miss' } @r), 20, 'serves alone');
$fake->stop;
soon { told(post($edge, 'probe', 'post', 'harmless')) eq '200 pass error' }
    'none: away';
$edge->stop;

$redis->stop;

done_testing();

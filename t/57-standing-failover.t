#!/usr/bin/perl

# The standing table over what changes beneath it: a Sentinel failover, in a
# cluster a slot that moves and a master that dies.  A sanction of before,
# meanwhile and after holds at two edges, a lifted one does not.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::Cluster;
use Coc::Community;
use Coc::Redis;
use Coc::Sentinel;
use Coc::Util qw(wait_for slow);

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Community::$_"} for qw(post told soon cocctl figures
                                          member_hash);
}

plan skip_all => 'no redis-server' if !Coc::Redis->binary;

my $suspended = '403 urn:coc:suspended';
my $free = '200 pass miss';


sub said
{
    my ($edge, $who, $place) = @_;

    return told($edge->request('POST', $place || '/post/post', 'harmless',
        'Content-Type' => 'text/plain', 'X-Member' => $who));
}


sub believes
{
    my ($edge) = @_;
    my $before = figures($edge)->{table_misses_total};

    said($edge, 'probe');
    return figures($edge)->{table_misses_total} > $before;
}


# cocctl until it can: what is acknowledged is done.

sub member
{
    my ($edge, $where, @args) = @_;

    return wait_for { cocctl($edge, $where, @args); $? == 0 } 40;
}


sub all
{
    my ($edges, $want, $name, @who) = @_;
    my @bad;

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    ok(wait_for(sub {
        @bad = grep { $_->[2] ne $want }
               map { my $e = $_;
                     map { [ $e->{name}, $_, said($e, $_) ] } @who } @$edges;
        return !@bad;
    }, 40), $name) or diag(map { "@$_\n" } @bad);
}


# Before, meanwhile, after what happens.

sub survives
{
    my ($name, $edges, $where, $event, $settled, @who) = @_;
    my ($old, $lifted, $early, $late) = @who;
    my $edge = $edges->[0];

    member($edge, $where, 'suspend', $_) for $old, $lifted;
    all($edges, $suspended, "$name: before", $old, $lifted);
    ok(!grep({ !wait_for { believes($_) } 20 } @$edges), "$name: believed");

    member($edge, $where, 'restore', $lifted);
    all($edges, $free, "$name: lifted", $lifted);

    $settled->();
    $event->();
    member($edge, $where, 'suspend', $early);
    all($edges, $suspended, "$name: meanwhile", $early, $old);

    ok(!grep({ my $e = $_; !wait_for { believes($e) } 40 } @$edges),
       "$name: believed again");
    all($edges, $suspended, "$name: still", $old, $early);
    all($edges, $free, "$name: and the lifted one is free", $lifted);

    member($edge, $where, 'suspend', $late);
    all($edges, $suspended, "$name: after", $late);
    member($edge, $where, 'restore', $_) for $late, $early;
    all($edges, $free, "$name: and lifted", $late, $early);
}


sub edges
{
    my ($address, %arg) = @_;

    return map { Coc::Community::edge(name => "edge $_", redis => $address,
        workers => 2, policy => 'coc_standing_cache on; coc_redis_timeout '
        . 500 * slow() . 'ms;', %arg)->start } 1, 2;
}


# Sentinel

my $s = Coc::Sentinel->new(replicas => 1, aof => 'always');
my @edges = edges($s->address);

ok($s->wait_synced, 'in sync');
survives('failover', \@edges, $s->address,
    sub { $s->failover; $s->follow },
    sub { $s->wait_synced }, qw(ann bob cid dan));
ok($s->wait_synced, 'in sync');
survives('master killed', \@edges, $s->address,
    sub { $s->kill_master },
    sub { $s->wait_synced }, qw(eve fay gus hal));
$_->stop for @edges;
$s->stop;


# a cluster; a second prefix, which polls

my $c = Coc::Cluster->new(aof => 'always');
@edges = edges($c->address, server => <<'END');
        location = /two {
            coc on;
            coc_kind post;
            coc_redis_prefix two:;
            proxy_set_header X-Verdict $coc_verdict;
            proxy_set_header X-Redis $coc_redis;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }
END

member($edges[0], $c->address, 'suspend', 'pia', '--prefix', 'two:');
all(\@edges, $free, 'another prefix', 'pia');
ok(wait_for(sub { !grep { said($_, 'pia', '/two') ne $suspended } @edges }, 40),
   'a second prefix: suspended');
member($edges[0], $c->address, 'restore', 'pia', '--prefix', 'two:');
ok(wait_for(sub { !grep { said($_, 'pia', '/two') ne $free } @edges }, 40),
   'and restored');

my $shard = hex(substr member_hash('ida'), 0, 2) % 16;
my @slots = map { $c->slot($_) } "coc:$shard:feed", "coc:$shard:active",
    'coc:{' . member_hash('ida') . '}:st';
my @to = map { my $m = $c->master($_); (grep { $_ != $m } $c->masters)[0] }
    @slots;

survives('slots moved', \@edges, $c->address,
    sub { $c->migrate($slots[$_], $to[$_]) for 0 .. 2; $c->wait_ok },
    sub { 1 }, qw(ida jim kay lea));

my $victim = $c->master($slots[0]);
survives('cluster master killed', \@edges, $c->address,
    sub { $c->kill_master($slots[0]) },
    sub { $victim->cmd('WAIT', 1, 5000) }, qw(mia ned ola pat));
$_->stop for @edges;
$c->stop;

done_testing();

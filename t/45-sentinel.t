#!/usr/bin/perl

# Redis behind Sentinel: the master of now is found, whichever sentinel is
# down, silent, ignorant or behind, and followed when it changes under load.
# What was acknowledged and had reached the replica is there, once.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Time::HiRes ();
use Coc::Client;
use Coc::Community;
use Coc::FakeRedis;
use Coc::Redis;
use Coc::Sentinel;
use Coc::Util qw(wait_for slow free_port spew);

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Community::$_"} for qw(post posts record told soon used);
}

plan skip_all => 'no redis-server' if !Coc::Redis->binary;

my %sent;

# Posts that are counted, many at once, of ten members; the replies.

sub load
{
    my ($edge, $n) = @_;
    my @posts = map { [ 'load' . $_ % 10, 'post', 'flim3 ' . ++$sent{all} ] }
                1 .. $n;

    $sent{$_->[0]}++ for @posts;
    return posts($edge, @posts);
}


# Each member's infractions as the master has them are as many as were posted.

sub exact
{
    my ($where, $name) = @_;
    my @bad;

    wait_for {
        @bad = grep { (record($where, $_)->{n} || 0) != $sent{$_} }
               grep { $_ ne 'all' } sort keys %sent;
        return !@bad;
    } 15;

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    ok(!@bad, $name)
        or diag(map { "$_: $sent{$_} posted, "
                      . (record($where, $_)->{n} || 0) . " counted\n" } @bad);
}


my $s = Coc::Sentinel->new(replicas => 1, aof => 'always');
my $edge = Coc::Community::edge(name => 'edge', redis => $s->address,
    workers => 2, policy => 'coc_ladder 1000000=warn; coc_redis_timeout '
        . 500 * slow() . 'ms;')->start;

ok(used($edge), 'the master is found');
is(scalar(grep { $_->{status} == 200 } load($edge, 40)), 40, 'posts go on');
exact($s, 'and are counted once');
ok(!grep({ ($_->cmd('INFO', 'clients') =~ /connected_clients:(\d+)/)[0] > 12 }
         $s->sentinels), 'no sentinel keeps our connections');


# a failover in order: the old master takes itself for one for a while

my $old = $s->master;
ok($s->wait_synced, 'in sync');
$old->cmd('CONFIG', 'SET', 'min-replicas-to-write', 1);
$s->sentinel(0)->cmd('SENTINEL', 'FAILOVER', 'mymaster');

# what Redis acknowledges in the moment when its replica turns away is lost: it
# replicates later than it answers

wait_for { $old->cmd('INFO', 'replication') =~ /^connected_slaves:0/m } 40;

my $other = wait_for { load($edge, 10); my $m = $s->_master; $m && $m != $old }
    40;
ok($other, 'failover: another master');
my $new = $s->master;
soon { load($edge, 4); told(post($edge, 'probe', 'post', 'harmless'))
           =~ / (?:miss|hit)$/
       && $new->cmd('CLIENT', 'LIST') =~ /name=ngx_http_coc/ }
    'both follow it';
$s->follow;
exact($s, 'failover: all are counted once');
$old->cmd('CONFIG', 'SET', 'min-replicas-to-write', 0);


# killed

ok($s->wait_synced, 'in sync again');
$old = $s->master;
load($edge, 20);
exact($s, 'before the kill');
ok($s->wait_synced, 'in sync');
$old->kill;
my @r = load($edge, 20);
is(scalar(grep { $_->{status} == 200 } @r), 20, 'killed: policy');
is($edge->request('GET', '/plain')->{status}, 200, 'others are served');
$other = wait_for { load($edge, 5); my $m = $s->_master; $m && $m != $old } 40;
ok($other, 'killed: another master');
ok(used($edge), 'and it is used');
exact($s, 'killed: all are counted once');


# it comes back, takes itself for a master, becomes a replica

$new = $s->master;
$old->start;
wait_for { my ($pong) = $old->try('PING'); defined $pong };
$s->follow;
load($edge, 10);
exact($s, 'what comes back changes nothing');
ok($s->wait_synced, 'in sync');


# failed over from in order, and a replica at once: READONLY

$old = $s->master;
$new = $s->failover;
$s->follow;
load($edge, 10);
exact($s, 'a replica that was the master: counted once');
ok($s->wait_synced, 'in sync');

my $real = $s->master;
my $at = sub { '127.0.0.1:' . $_[0]->port };
my $name = sub {
    return "*2\r\n\$9\r\n127.0.0.1\r\n\$" . length($_[0]) . "\r\n$_[0]\r\n";
};

my $mark = Coc::Util::tempdir() . '/refused';
my $ill = Coc::FakeRedis->new(tcp => 1, reply => sub {
    my ($command, $answer) = @_;
    return $answer if $command->[0] !~ /^EVAL/;
    spew($mark, '');
    return "-READONLY You can't write against a read only replica.\r\n";
});
my $turns = Coc::FakeRedis->new(tcp => 1, reply => sub {
    my ($command, $answer) = @_;
    return $answer if uc $command->[0] ne 'SENTINEL';
    return $name->(-e $mark ? $real->port : $ill->{port});
});
my $within = Coc::Community::edge(name => 'within',
    redis => 'sentinel mymaster 127.0.0.1:' . $turns->{port})->start;
like(told(post($within, 'rob', 'post', 'flim3')), qr/^200 flag (?:miss|hit)/,
     'READONLY: the new master is found within the deadline');
is(record($s, 'rob')->{n}, 1, 'and told');
ok($within->wait_log(qr/coc: redis .* is away: .*READONLY/), 'it is said');
$within->stop;
$_->stop for $ill, $turns;


# sentinels: silent, down, unknown name, one that is behind

$edge->stop;

my $silent = Coc::FakeRedis->new(tcp => 1, reply => sub { return undef });
my $lost = Coc::FakeRedis->new(tcp => 1, reply => sub {
    my ($command, $answer) = @_;
    return uc $command->[0] eq 'SENTINEL' ? "*-1\r\n" : $answer;
});
my $behind = Coc::FakeRedis->new(tcp => 1, reply => sub {
    my ($command, $answer) = @_;
    return $answer if uc $command->[0] ne 'SENTINEL';
    my ($replica) = $s->replicas;
    return $name->($replica->port);
});
my $garbage = Coc::FakeRedis->new(tcp => 1, reply => sub {
    my ($command, $answer) = @_;
    return uc $command->[0] eq 'SENTINEL' ? "*2\r\n:1\r\n:2\r\n" : $answer;
});

for my $case (
    [ silent  => $silent->address ],
    [ 'knows no such master' => $lost->address ],
    [ 'names a replica'      => $behind->address ],
    [ garbage => $garbage->address ],
    [ down    => '127.0.0.1:' . free_port() ],
) {
    my ($name, $address) = @$case;

    # whichever is asked first: four workers begin anywhere

    my $edge = Coc::Community::edge(name => $name, workers => 4,
        policy => "coc_ladder 1000000=warn;",
        redis => "sentinel mymaster $address " . $at->($s->sentinel(1)))
        ->start;

    ok(used($edge), "a sentinel ($name): the other is asked");
    soon { 4 <= grep { /name=ngx_http_coc/ }
                split /\n/, $s->master->cmd('CLIENT', 'LIST') }
        "$name: all workers are connected";
    load($edge, 8);
    exact($s, "$name: counted once");
    $edge->stop;
}

my $unknown = Coc::Community::edge(name => 'unknown',
    redis => 'sentinel nobody ' . join ' ', map { $at->($_) } $s->sentinels)
    ->start;
is(told(post($unknown, 'ann', 'post', 'harmless')), '200 pass error',
   'a name that no sentinel knows: policy');
ok($unknown->wait_log(qr/\[warn\].*sentinel.*knows no such master/), 'said');
post($unknown, 'ann', 'post', 'harmless') for 1 .. 5;
Time::HiRes::sleep(0.5);
my @lines = $unknown->error_log =~ /\[(?:warn|error|crit)\].*coc: redis/g;
cmp_ok(scalar @lines, '<=', 3, 'not in a loop');
$unknown->stop;


# sentinels that are behind are not asked for ever: each has its turn, however
# long it takes until one knows better

my $gone = free_port();
my @late = map { Coc::FakeRedis->new(tcp => 1, reply => sub {
    my ($command, $answer) = @_;
    return $answer if uc $command->[0] ne 'SENTINEL';
    return $name->(-e "$mark-up" ? $gone : $real->port);
}) } 1 .. 3;
my $turned = Coc::Community::edge(name => 'turns', workers => 1,
    redis => 'sentinel mymaster ' . join ' ', map { $_->address } @late)->start;
ok(used($turned), 'they know the master');
spew("$mark-up", '');

my $asked = sub { map { scalar grep { /^SENTINEL/ } $_->commands } @late };

soon { $turned->error_log =~ /is away: can't connect.*failures: 7/ }
    'and then name one that is gone, for long';
my @had = $asked->();
soon { $turned->error_log =~ /is away: can't connect.*failures: 12/ }
    'some attempts later';
my @has = $asked->();
ok(!grep({ $has[$_] <= $had[$_] } 0 .. 2), 'each was asked again')
    or diag("@had, @has");
$turned->stop;
$_->stop for @late;

$_->stop for $silent, $lost, $behind, $garbage;
$s->stop;

done_testing();

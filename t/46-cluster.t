#!/usr/bin/perl

# A real cluster: each record is where its member's slot is, also while the slot
# moves, its master dies, a node comes, or one changes its address.  And a node
# that redirects in circles.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use POSIX ();
use Time::HiRes ();
use Coc::Client;
use Coc::Cluster;
use Coc::Community;
use Coc::FakeRedis;
use Coc::Redis;
use Coc::Util qw(wait_for slow free_port);

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Community::$_"} for qw(post posts record told soon used);
}

plan skip_all => 'no redis-server' if !Coc::Redis->binary;

my %sent;

# Posts that are counted, all at once; the replies.

sub load
{
    my ($edge, @members) = @_;

    $sent{$_}++ for @members;
    return posts($edge, map { [ $_, 'post', 'flim3 ' . ++$sent{''} ] }
                        @members);
}


sub exact
{
    my ($where, $name) = @_;
    my @bad;

    wait_for {
        @bad = grep { (record($where, $_)->{n} || 0) != $sent{$_} }
               grep { length } sort keys %sent;
        return !@bad;
    } 15;

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    ok(!@bad, $name)
        or diag(map { "$_: $sent{$_} posted, "
                      . (record($where, $_)->{n} || 0) . " counted\n" } @bad);
}


sub key { return 'coc:{' . Coc::Community::member_hash($_[0]) . '}:st' }

sub clients
{
    my ($node) = @_;
    my ($list) = $node->try('CLIENT', 'LIST');
    return scalar grep { /name=ngx_http_coc/ } split /\n/, $list || '';
}


my $c = Coc::Cluster->new(aof => 'always');
my $edge = Coc::Community::edge(name => 'edge', redis => $c->address,
    workers => 2, policy => 'coc_ladder 1000000=warn; coc_redis_timeout '
        . 500 * slow() . 'ms;')->start;

ok(used($edge), 'the cluster is found');

# members of every node

my %of;
push @{$of{$c->slot(key("m$_")) * 3 >> 14}}, "m$_" for 1 .. 60;
my @some = map { @{$of{$_}}[0 .. 5] } 0 .. 2;

my @r = load($edge, @some, @some);
is(scalar(grep { $_->{status} == 200 } @r), 36, 'members of all slots');
exact($c, 'each is counted once');
ok(!grep({ !clients($_) } $c->masters), 'connections to every master');
ok(!grep({ clients($_) } $c->replicas), 'and to no replica');
is(told(post($edge, $_, 'post', 'harmless')), '200 pass hit', 'read from '
   . $c->slot(key($_))) for map { $of{$_}[0] } 0 .. 2;


# a slot moves under load

my $mover = $of{0}[0];
my $slot = $c->slot(key($mover));
my $to = $c->node(1);
my $move = $c->migrate_begin($slot, $to);

load($edge, ($mover) x 5);
exact($c, 'migrating: what is still there');
$c->migrate_some($move);
@r = load($edge, ($mover) x 5, @some);
is(scalar(grep { $_->{status} == 200 } @r), 5 + @some, 'ASK is followed');
exact($c, 'ASK: counted once');
is(told(post($edge, $mover, 'post', 'harmless')), '200 pass hit', 'and read');
$c->migrate_end($move);
load($edge, ($mover) x 5, @some);
exact($c, 'MOVED: counted once');
is($c->master($slot), $to, 'the slot is there');

my $child = fork;

if ($child == 0) {
    $_->{owner} = 0 for $edge, $c->nodes;      # they are the parent's
    for my $i (1 .. 4) {
        $c->migrate($slot, $c->node($i % 2 ? 0 : 1));
        $c->wait_ok or POSIX::_exit(1);
    }
    POSIX::_exit(0);
}

wait_for { load($edge, $mover, $some[7]); waitpid($child, 1) == $child } 40;
is($?, 0, 'to and fro, while posts run');
exact($c, 'counted once');


# a node comes, and slots move to it

my $new = $c->add;
$c->migrate($slot, $new);
@r = load($edge, ($mover) x 4, @some);
is(scalar(grep { $_->{status} == 200 } @r), 4 + @some, 'a new node');
exact($c, 'counted once');
soon { load($edge, $mover); clients($new) } 'connections to it';
$c->migrate($slot, $to);
load($edge, ($mover) x 4);
soon { load($edge, $mover); !clients($new) }
    'without slots: none any more';
exact($c, 'all are counted');


# a master killed, its replica takes over

my $victim = $c->master($c->slot(key($of{2}[0])));
soon { !grep { my ($role) = $_->try('ROLE');
               $role->[0] eq 'slave' && $role->[3] ne 'connected' }
       $c->replicas } 'replicas follow';
exact($c, 'and all is there');
$victim->cmd('WAIT', 1, 5000);
$victim->kill;
@r = load($edge, @some);
is(scalar(grep { $_->{status} == 200 } @r), scalar @some, 'killed: policy');
is(told(post($edge, $of{0}[1], 'post', 'harmless')), '200 pass hit',
   'other slots are served');
is($edge->request('GET', '/plain')->{status}, 200, 'and other requests');

my $heir;
wait_for {
    load($edge, $of{2}[0]);
    $heir = $c->_master($c->slot(key($of{2}[0])));
    $heir && $heir != $victim;
} 40;
ok($heir && $heir != $victim, 'its replica takes over');
soon { told(post($edge, $of{2}[0], 'post', 'harmless')) eq '200 pass hit' }
    'and is asked';
exact($c, 'counted once');


# back, at another address

$victim->{port} = free_port();
$victim->start;
ok($c->wait_ok, 'what was killed is back at another port, as a replica');
$c->failover($victim);
ok($c->wait_ok, 'and is the master again');
soon { load($edge, $of{2}[0]); clients($victim) } 'it is found there';
exact($c, 'counted once');
soon { load($edge, $of{2}[0]); !clients($heir) }
    'nothing holds on to the other';


# all gone

my @up = grep { $_->up } $c->nodes;
$_->pause for @up;
is(told(post($edge, 'ann', 'post', 'harmless')), '200 pass timeout',
   'all stopped: the deadline');
is($edge->request('GET', '/plain')->{status}, 200, 'others are served');
$_->resume for @up;
soon { told(post($edge, $mover, 'post', 'harmless')) =~ / (?:hit|miss)$/ }
    'they answer again';
ok($c->wait_ok, 'ok again');
exact($c, 'nothing is lost');
$edge->stop;
$c->stop;


# a node that is out of its mind

my $port = free_port();
my %table = (
    circle => "-MOVED 7 127.0.0.1:$port\r\n",
    ask    => "-ASK 7 127.0.0.1:$port\r\n",
    down   => "-CLUSTERDOWN The cluster is down\r\n",
    try    => "-TRYAGAIN Multiple keys request during rehashing of slot\r\n",
);

for my $case (
    [ circle => 4, 'MOVED in a circle: three hops' ],
    [ ask    => 4, 'ASK in a circle: three hops' ],
    [ down   => 20, 'CLUSTERDOWN: some pauses' ],
    [ try    => 20, 'TRYAGAIN: some pauses' ],
) {
    my ($what, $most, $name) = @$case;
    my $fake = Coc::FakeRedis->new(tcp => 1, port => $port, reply => sub {
        my ($command, $answer) = @_;
        my $word = uc $command->[0];

        if ($word eq 'CLUSTER') {
            return "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n\$0\r\n\r\n:$port\r\n";
        }

        return $answer if $word !~ /^(?:HMGET|EVAL|EVALSHA)$/;
        return $table{$what};
    });
    my $edge = Coc::Community::edge(name => $what,
        redis => "cluster 127.0.0.1:$port",
        policy => 'coc_redis_timeout 200ms;')->start;

    my $r;
    wait_for { $r = post($edge, 'ann', 'post', 'harmless');
               grep { /^HMGET/ } $fake->commands } 10;
    my $before = grep { /^HMGET/ } $fake->commands;
    my $from = Time::HiRes::time();
    $r = post($edge, 'ann', 'post', 'harmless');
    my $took = Time::HiRes::time() - $from;
    my $asked = (grep { /^HMGET/ } $fake->commands) - $before;

    like(told($r), qr/^200 pass (?:error|timeout)$/, "$name, then policy");
    cmp_ok($asked, '>=', 2, 'it was asked more than once');
    cmp_ok($asked, '<=', $most, 'and not for ever');
    cmp_ok($took, '<', 0.25 * slow(), 'within the deadline');
    cmp_ok(scalar(grep { /^CLUSTER/ } $fake->commands), '<', 20,
           'the table is not fetched in a loop');
    is($fake->connections <= 3, 1, 'connections are kept');
    $edge->stop;
    $fake->stop;
}


# a table in more pieces than an array may have elsewhere

my $pieces = join '', map {
    "*3\r\n:" . 8 * $_ . "\r\n:" . (8 * $_ + 7) . "\r\n*2\r\n\$0\r\n\r\n:$port\r\n"
} 0 .. 2047;
my $torn = Coc::FakeRedis->new(tcp => 1, port => $port, reply => sub {
    my ($command, $answer) = @_;
    return uc $command->[0] eq 'CLUSTER' ? "*2048\r\n$pieces"
         : uc $command->[0] eq 'HMGET' ? '*' . (@$command - 2) . "\r\n"
               . "\$-1\r\n" x (@$command - 2)
         : $answer;
});
my $patient = Coc::Community::edge(name => 'pieces',
    redis => "cluster 127.0.0.1:$port")->start;
ok(used($patient), 'a table of 2048 pieces');
$patient->stop;
$torn->stop;


# a name that a node tells, and no resolver: said, and policy

my $named = Coc::FakeRedis->new(tcp => 1, port => $port, reply => sub {
    my ($command, $answer) = @_;
    return $answer if uc $command->[0] ne 'CLUSTER';
    return "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n\$12\r\nnode.example\r\n:$port\r\n";
});
my $deaf = Coc::Community::edge(name => 'no resolver', workers => 1,
    policy => 'coc_standing_cache on;',
    redis => "cluster 127.0.0.1:$port");
push @{$deaf->{expect}}, qr/\[crit\].*needs a "resolver"/;
$deaf->start;
soon { post($deaf, 'ann', 'post', 'harmless');
       $deaf->error_log =~ /\[crit\].*learned at run time, which needs a "res/ }
    'a name learned at run time needs a resolver';
is(told(post($deaf, 'ann', 'post', 'harmless')), '200 pass error', 'policy')
    for 1 .. 5;
Time::HiRes::sleep(1);
cmp_ok(scalar(() = $deaf->error_log =~ /\[crit\]/g), '<=', 20, 'no hot loop');
cmp_ok(scalar(grep { /^CLUSTER/ } $named->commands), '<', 30,
       'nor does the seed see one');
$deaf->stop;
$named->stop;

done_testing();

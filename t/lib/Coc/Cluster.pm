package Coc::Cluster;

# A real cluster on the loopback: three masters with a replica each.
#
#     my $c = Coc::Cluster->new;
#     $c->address                           # for coc_redis
#     $c->node($i); $c->nodes; $c->master($slot); $c->masters; $c->replicas
#     $c->cmd('HGETALL', $key)              # asks the node that has the key
#     $c->slot($key)
#     $c->migrate($slot, $to)               # a slot to another master, whole;
#     $c->migrate_begin; _some; _end        # or in steps, see below
#     $c->failover($replica); $c->kill_master($slot)
#     my $new = $c->add; $c->wait_ok;
#
# masters => n, replicas => n (of each), timeout => ms (cluster-node-timeout),
# aof => 'always', args => [...], tls => Coc::Tls, auth => [user, password].
#
# Nodes 0 .. masters - 1 are masters first, and node masters + i is a replica
# of node i % masters.

use strict;
use warnings;

use Carp ();
use Coc::Redis ();
use Coc::Util qw(wait_for free_port);

our $slots = 16384;

sub new
{
    my ($class, %arg) = @_;
    my $masters = $arg{masters} || 3;
    my $replicas = defined $arg{replicas} ? $arg{replicas} : 1;
    my $self = bless {
        arg     => \%arg,
        node    => [],
    }, $class;

    $self->_start for 1 .. $masters * (1 + $replicas);

    my @all = $self->nodes;

    for my $i (0 .. $#all) {
        $all[$i]->cmd('CLUSTER', 'SET-CONFIG-EPOCH', $i + 1);
    }

    for my $i (0 .. $masters - 1) {
        $all[$i]->cmd('CLUSTER', 'ADDSLOTSRANGE',
                      int($slots * $i / $masters),
                      int($slots * ($i + 1) / $masters) - 1);
    }

    $self->_meet($_) for 1 .. $#all;
    $self->_wait_known;

    for my $i ($masters .. $#all) {
        $self->replicate($all[$i], $all[$i % $masters]);
    }

    $self->wait_ok or Carp::croak('the cluster does not come up');
    return $self;
}


sub _start
{
    my ($self) = @_;
    my %arg = %{$self->{arg}};
    my $bus = free_port();

    my $node = Coc::Redis->new(tcp => 1,
        (map { $_ => $arg{$_} } qw(aof tls tls_clients auth)),
        args => [ '--cluster-enabled', 'yes',
                  '--cluster-config-file', 'nodes.conf',
                  '--cluster-node-timeout', $arg{timeout} || 1000,
                  '--cluster-port', $bus,
                  '--cluster-replica-validity-factor', 0,
                  '--repl-diskless-sync-delay', 0,
                  @{$arg{args} || []} ]);

    $node->{bus} = $bus;
    $node->{id} = $node->cmd('CLUSTER', 'MYID');
    push @{$self->{node}}, $node;
    return $node;
}


# The i-th of all meets the first: gossip tells the rest, but sooner so.

sub _meet
{
    my ($self, $i) = @_;
    my @all = $self->nodes;

    for my $other (@all[0 .. $i - 1]) {
        next if !$other->up;
        $all[$i]->cmd('CLUSTER', 'MEET', '127.0.0.1', $other->port,
                      $other->{bus});
    }
}


# Each node that runs knows every other by its id.

sub _wait_known
{
    my ($self) = @_;
    my @up = grep { $_->up } $self->nodes;

    wait_for {
        for my $node (@up) {
            my $text = $node->cmd('CLUSTER', 'NODES');

            return 0 if $text =~ /handshake/
                        || grep { $text !~ /^$_->{id} /m } @up;
        }

        return 1;
    } 30 or Carp::croak('the nodes do not know each other');
}


sub node  { $_[0]{node}[$_[1]] }
sub nodes { @{$_[0]{node}} }

sub address
{
    my ($self) = @_;

    return join ' ', 'cluster',
        (map { '127.0.0.1:' . $_->port } grep { $_->up } $self->nodes),
        $self->{node}[0]->tls_words;
}


# CRC16 (XMODEM) of what {...} holds, else of all.

sub slot
{
    my ($self, $key) = @_;
    my $crc = 0;

    $key = $1 if $key =~ /^[^{]*\{([^}]+)\}/;

    for my $byte (unpack 'C*', $key) {
        $crc ^= $byte << 8;
        $crc = ($crc & 0x8000 ? $crc << 1 ^ 0x1021 : $crc << 1) & 0xffff
            for 1 .. 8;
    }

    return $crc % $slots;
}


# [ first, last, port, replicas' ports ] as a node sees it; by default the first
# that runs.

sub ranges
{
    my ($self, $node) = @_;

    $node ||= (grep { $_->up } $self->nodes)[0];
    my ($reply) = $node->try('CLUSTER', 'SLOTS');

    return map {
        my ($first, $last, @nodes) = @$_;
        [ $first, $last, map({ $_->[1] } shift @nodes),
          sort map { $_->[1] } @nodes ];
    } @{$reply || []};
}


sub _by_port
{
    my ($self, $port) = @_;
    return (grep { $_->port == $port } $self->nodes)[0];
}


# Who has the slot, as that one says itself too; undef: nobody just now.

sub _master
{
    my ($self, $slot) = @_;

    for my $node (grep { $_->up } $self->nodes) {
        for my $range ($self->ranges($node)) {
            return $node if $range->[0] <= $slot && $slot <= $range->[1]
                            && $range->[2] == $node->port
                            && ($node->try('ROLE'))[0][0] eq 'master';
        }
    }

    return undef;
}


sub master
{
    my ($self, $slot) = @_;
    my $master;

    wait_for { $master = $self->_master($slot) } 30
        or Carp::croak("no master of slot $slot");

    return $master;
}


sub _role
{
    my ($self, $what) = @_;

    return grep {
        my ($role) = $_->up ? $_->try('ROLE') : ();
        ref $role && $role->[0] eq $what;
    } $self->nodes;
}


sub masters  { $_[0]->_role('master') }
sub replicas { $_[0]->_role('slave') }


# A command whose key is its first argument; follows a slot that moves.

sub cmd
{
    my ($self, $name, $key, @args) = @_;
    my ($value, $error);

    wait_for {
        my $node = $self->_master($self->slot($key)) or return 0;

        ($value, $error) = $node->try($name, $key, @args);

        if (defined $error && $error =~ /^ASK \d+ \S*:(\d+)/) {
            $node = $self->_by_port($1);
            $node->try('ASKING');
            ($value, $error) = $node->try($name, $key, @args);
        }

        return !defined $error
               || $error !~ /^(?:MOVED|ASK|TRYAGAIN|CLUSTERDOWN|LOADING) /;
    } 30 or Carp::croak("$name $key: no node serves it: "
                        . (defined $error ? $error : ''));

    Carp::croak("$name $key: $error") if defined $error;
    return $value;
}


# As a Coc::Redis has them, over all masters.

sub hash { return { @{$_[0]->cmd('HGETALL', $_[1])} } }

sub stream
{
    my ($self, $key) = @_;
    return map { [ $_->[0], { @{$_->[1]} } ] }
        @{$self->cmd('XRANGE', $key, '-', '+')};
}


sub keys
{
    my ($self, $pattern) = @_;
    my %all = map { $_ => 1 } map { $_->keys($pattern) } $self->masters;
    my @all = sort(CORE::keys(%all));

    return @all;
}


# Every node that runs says that all is well: each slot has a master that is
# up, all name the same, and the replicas follow.

sub wait_ok
{
    my ($self, $seconds) = @_;

    return wait_for {
        my %view;
        my @up = grep { $_->up } $self->nodes;

        for my $node (@up) {
            my ($info) = $node->try('CLUSTER', 'INFO');
            return 0 if !defined $info
                        || $info !~ /^cluster_state:ok\r?$/m
                        || $info !~ /^cluster_slots_ok:$slots\r?$/m;

            $view{join ' ', map { "@$_" }
                  sort { $a->[0] <=> $b->[0] } $self->ranges($node)} = 1;

            my ($role) = $node->try('ROLE');
            return 0 if !ref $role
                        || $role->[0] eq 'slave' && $role->[3] ne 'connected';
        }

        return CORE::keys(%view) == 1;
    } $seconds || 40;
}


sub replicate
{
    my ($self, $replica, $master) = @_;

    wait_for {
        my (undef, $error) = $replica->try('CLUSTER', 'REPLICATE',
                                           $master->{id});
        return !defined $error;
    } 20 or Carp::croak('no replica of it');
}


# One more node: a master without a slot, or a replica => of this node.

sub add
{
    my ($self, %arg) = @_;
    my $node = $self->_start;

    $self->_meet($#{$self->{node}});
    $self->_wait_known;
    $self->replicate($node, $arg{replica}) if $arg{replica};
    $self->wait_ok or Carp::croak('the cluster does not take the node');
    return $node;
}


# A slot moves: begin (the two nodes know), some (that many keys go over; the
# number that went), end (all others hear of it).  In between, a key that is
# gone is an ASK, and one command of keys on both sides a TRYAGAIN.

sub migrate_begin
{
    my ($self, $slot, $to) = @_;
    my $from = $self->master($slot);

    $to->cmd('CLUSTER', 'SETSLOT', $slot, 'IMPORTING', $from->{id});
    $from->cmd('CLUSTER', 'SETSLOT', $slot, 'MIGRATING', $to->{id});

    return { slot => $slot, from => $from, to => $to };
}


sub migrate_some
{
    my ($self, $move, $count) = @_;
    my ($slot, $from, $to) = @$move{qw(slot from to)};
    my $keys = $from->cmd('CLUSTER', 'GETKEYSINSLOT', $slot, $count || 100);
    my @auth = $self->{arg}{auth} ? ('AUTH2', @{$self->{arg}{auth}}) : ();

    return 0 if !@$keys;

    # NOKEY: what expired meanwhile

    $from->cmd('MIGRATE', '127.0.0.1', $to->port, '', 0, 5000, @auth, 'KEYS',
               @$keys);
    return scalar @$keys;
}


sub migrate_end
{
    my ($self, $move) = @_;
    my ($slot, $from, $to) = @$move{qw(slot from to)};

    1 while $self->migrate_some($move);

    # the new owner first: nobody is left to say that the slot is his

    $to->cmd('CLUSTER', 'SETSLOT', $slot, 'NODE', $to->{id});

    # one that has lost its last slot may be a replica by now

    $_->try('CLUSTER', 'SETSLOT', $slot, 'NODE', $to->{id})
        for $from, grep { $_ != $to && $_ != $from } $self->masters;

    return $self;
}


sub migrate
{
    my ($self, $slot, $to) = @_;
    return $self->migrate_end($self->migrate_begin($slot, $to));
}


# A replica takes over from its master, in order.

sub failover
{
    my ($self, $replica) = @_;

    # a master that has not heard of its replica yet passes the first one by

    wait_for {
        $replica->cmd('CLUSTER', 'FAILOVER');
        wait_for { ($replica->try('ROLE'))[0][0] eq 'master' } 6;
    } 30 or Carp::croak('no failover');

    return $replica;
}


# SIGKILL for who has the slot; waits until another has it.

sub kill_master
{
    my ($self, $slot) = @_;
    my $old = $self->master($slot);
    my $new;

    $old->kill;
    wait_for { $new = $self->_master($slot); $new && $new != $old } 40
        or Carp::croak('nobody takes over');

    return $new;
}


sub stop
{
    my ($self) = @_;
    $_->pid && $_->kill for $self->nodes;
    return $self;
}


1;

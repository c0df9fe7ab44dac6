package Soak::Fault;

# Faults at random.  Each is begun by a sub that returns how long it lasts
# (seconds) and what mends it; one at a time in the store, one in the edges.
#
#     my $faults = Soak::Fault->new(store => $redis, edges => [ … ],
#                                   mode => 'single');
#     $faults->run($until);
#     $faults->{count}, $faults->{killed}     # by kind; workers' process ids
#
# What loses what a real server acknowledged by design is not among them: with
# Sentinel and Cluster replication does not wait, so masters hand over in
# order there and are never killed.

use strict;
use warnings;

use Coc::Util qw(wait_for slurp reap free_port);
use IO::Socket::UNIX ();
use Time::HiRes ();

my %store_faults = (
    single   => [ qw(killed paused clients flushed full asleep readonly
                     lonely) ],
    sentinel => [ qw(failover paused clients flushed full asleep
                     sentinel_killed) ],
    cluster  => [ qw(failover paused clients flushed full asleep moved) ],
);

my @edge_faults = qw(worker_killed worker_killed reloaded edge_killed);


sub new
{
    my ($class, %arg) = @_;

    return bless { %arg, count => {}, killed => {}, nowhere => free_port() },
        $class;
}


sub run
{
    my ($self, $until) = @_;
    my @lanes = map { { kinds => $_, next => Time::HiRes::time() + rand 2 } }
        $store_faults{$self->{mode}}, \@edge_faults;

    while (Time::HiRes::time() < $until) {
        for my $lane (@lanes) {
            $self->_turn($lane) if Time::HiRes::time() >= $lane->{next};
        }

        Time::HiRes::sleep(0.02);
    }

    $_->{mend} and $_->{mend}->() for @lanes;
}


sub _turn
{
    my ($self, $lane) = @_;

    if (my $mend = delete $lane->{mend}) {
        $mend->();
        $lane->{next} = Time::HiRes::time() + 0.5 + rand 4;
        return;
    }

    my $kind = $lane->{kinds}[rand @{$lane->{kinds}}];
    my $begin = $self->can("_$kind");
    my ($lasts, $mend) = $self->$begin;

    $self->{count}{$kind}++;
    $lane->{mend} = $mend || sub { };
    $lane->{next} = Time::HiRes::time() + $lasts;
}


# One server, who may be hit: any node of a cluster, the master of a single.

sub _server
{
    my ($self) = @_;
    my $store = $self->{store};

    return $store->master if $self->{mode} eq 'sentinel';
    return $store if $self->{mode} eq 'single';

    my @nodes = $store->nodes;
    return $nodes[rand @nodes];
}


sub _config
{
    my ($self, $name, $bad, $good) = @_;
    my $server = $self->_server;

    $server->cmd('CONFIG', 'SET', $name, $bad);
    return (rand 2, sub { $server->cmd('CONFIG', 'SET', $name, $good) });
}


sub _killed
{
    my ($self) = @_;
    my $server = $self->_server->kill;

    return (rand 2, sub { $server->start });
}


sub _paused
{
    my ($self) = @_;
    my $server = $self->_server->pause;

    return (0.1 + rand 2.9, sub { $server->resume });
}


sub _clients
{
    my ($self) = @_;
    $self->_server->cmd(qw(CLIENT KILL TYPE normal SKIPME yes));
    return 0;
}


sub _flushed
{
    my ($self) = @_;
    $self->_server->cmd(qw(SCRIPT FLUSH));
    return 0;
}


# Not waited for: all else goes on meanwhile.

sub _asleep
{
    my ($self) = @_;
    my $seconds = 0.1 + rand 2;
    my $fh = IO::Socket::UNIX->new(Peer => $self->_server->socket) or return 0;

    printf $fh "DEBUG SLEEP %.2f\r\n", $seconds;
    $fh->flush;
    return ($seconds, sub { close $fh });
}


sub _full   { $_[0]->_config('maxmemory', 1, 0) }
sub _lonely { $_[0]->_config('min-replicas-to-write', 1, 0) }

sub _readonly
{
    my ($self) = @_;
    my $server = $self->_server;

    $server->cmd('REPLICAOF', '127.0.0.1', $self->{nowhere});
    return (rand 2, sub { $server->cmd('REPLICAOF', 'NO', 'ONE') });
}


# Sentinel promotes a replica as it is.  Writes wait before, until all that was
# acknowledged is there; those that waited are refused as the role changes.

sub _failover
{
    my ($self) = @_;
    my $store = $self->{store};

    if ($self->{mode} eq 'cluster') {
        my @replicas = $store->replicas;
        $store->failover($replicas[rand @replicas]);
        return 0.5;
    }

    my $old = $store->master;

    $old->cmd(qw(CLIENT PAUSE 60000 WRITE));
    $store->wait_synced;
    $store->failover;
    wait_for { my ($role) = $old->try('ROLE');
               ref $role && $role->[0] eq 'slave' } 30;

    # Sentinel may just have closed all connections

    wait_for { !defined(($old->try(qw(CLIENT UNPAUSE)))[1]) };
    $store->wait_synced;
    return 0;
}


sub _sentinel_killed
{
    my ($self) = @_;
    my @all = $self->{store}->sentinels;
    my $sentinel = $all[rand @all]->kill;

    return (rand 2, sub {
        $sentinel->start;
        $self->{store}->wait_known;
    });
}


# A slot that has keys goes to another master, a few keys at a time.

sub _moved
{
    my ($self) = @_;
    my $store = $self->{store};
    my @keys = $store->keys('*');
    return 0 if !@keys;

    my $slot = $store->slot($keys[rand @keys]);
    my $from = $store->master($slot);
    my @others = grep { $_ != $from } $store->masters;
    my $move = $store->migrate_begin($slot, $others[rand @others]);

    $store->migrate_some($move, 1);
    return (rand 1, sub { $store->migrate_end($move) });
}


sub _edge { $_[0]{edges}[rand @{$_[0]{edges}}] }

sub _worker_killed
{
    my ($self) = @_;
    my $edge = $self->_edge;
    my @workers = $edge->workers or return 0;
    my $pid = $workers[rand @workers];

    $self->{killed}{$pid} = 1;
    kill 'KILL', $pid;
    wait_for { $edge->workers >= $edge->{workers} };
    return 0;
}


sub _reloaded
{
    my ($self) = @_;
    $self->_edge->reload;
    return 0;
}


# Master and workers, none of which starts another meanwhile.

sub _edge_killed
{
    my ($self) = @_;
    my $edge = $self->_edge;

    $edge->signal('STOP');
    $edge->_kill;
    unlink $edge->dir . '/app.sock';
    return (rand 1, sub { $edge->start });
}


1;

package Coc::Sentinel;

# A master, its replicas and real sentinels, all on the loopback.
#
#     my $s = Coc::Sentinel->new;           # 1 master, 2 replicas, 3 sentinels
#     $s->address                           # for coc_redis
#     $s->master; $s->replicas; $s->redis($i); $s->sentinel($i)  # Coc::Redis
#     $s->cmd('HGETALL', $key)              # asks the master of now
#     $s->failover                          # an orderly one, waits for it
#     $s->kill_master                       # SIGKILL, waits for another
#     $s->redis(0)->kill; $s->redis(0)->start; $s->wait_synced;
#
# replicas => n, sentinels => n, down_after => ms, failover_timeout => ms,
# aof => 'always', args => [...] (of the redis), sentinel_args => [...],
# sentinel_config => text (after "sentinel monitor"), tls => Coc::Tls,
# auth => [user, password], name => 'mymaster'.
#
# The first redis is the first master.  A former master that is started again,
# or resumed, or that was failed over from in order, takes itself for one, and
# takes writes, until the sentinels see to it: about ten seconds.  That is so in
# life; follow() has them be replicas at once.

use strict;
use warnings;

use Carp ();
use Coc::Redis ();
use Coc::Util qw(wait_for free_port);

sub new
{
    my ($class, %arg) = @_;
    my $self = bless {
        name      => $arg{name} || 'mymaster',
        quorum    => int(($arg{sentinels} || 3) / 2) + 1,
        arg       => \%arg,
        redis     => [],
        sentinel  => [],
    }, $class;

    $self->_start_redis;
    $self->_start_sentinel for 1 .. $arg{sentinels} || 3;
    $self->wait_known or Carp::croak('the sentinels do not know each other');

    return $self;
}


sub _start_redis
{
    my ($self) = @_;
    my %arg = %{$self->{arg}};
    my $replicas = defined $arg{replicas} ? $arg{replicas} : 2;
    my %same = (tcp => 1, map { $_ => $arg{$_} }
                          qw(aof tls tls_clients auth));

    # a config file, so that a sentinel's CONFIG REWRITE works

    for (0 .. $replicas) {
        push @{$self->{redis}}, Coc::Redis->new(%same,
            config => "repl-ping-replica-period 1\n",
            args => [ '--repl-diskless-sync-delay', 0,
                      @{$arg{args} || []} ]);
    }

    my ($master, @others) = @{$self->{redis}};

    $_->cmd('REPLICAOF', '127.0.0.1', $master->port) for @others;
    $self->wait_synced or Carp::croak('the replicas do not follow');
}


sub _start_sentinel
{
    my ($self) = @_;
    my %arg = %{$self->{arg}};
    my $name = $self->{name};
    my $down = $arg{down_after} || 500;
    my $timeout = $arg{failover_timeout} || 2000;
    my $port = $self->{redis}[0]->port;
    my $more = $arg{sentinel_config} || '';

    push @{$self->{sentinel}}, Coc::Redis->new(
        sentinel => 1,
        tcp      => 1,
        args     => $arg{sentinel_args} || [],
        (map { $_ => $arg{$_} } qw(tls tls_clients)),
        config   => <<"END");
sentinel monitor $name 127.0.0.1 $port $self->{quorum}
sentinel down-after-milliseconds $name $down
sentinel failover-timeout $name $timeout
sentinel parallel-syncs $name 5
$more
END
}


sub redis     { $_[0]{redis}[$_[1]] }
sub sentinel  { $_[0]{sentinel}[$_[1]] }
sub all       { @{$_[0]{redis}} }
sub sentinels { @{$_[0]{sentinel}} }

sub address
{
    my ($self) = @_;

    return join ' ', 'sentinel', $self->{name},
        (map { '127.0.0.1:' . $_->port } $self->sentinels),
        $self->{redis}[0]->tls_words;
}


# The port that the sentinels which run agree on; 0 while they do not.

sub port
{
    my ($self) = @_;
    my %said;

    for my $sentinel (grep { $_->up } $self->sentinels) {
        my ($address) = $sentinel->try('SENTINEL', 'GET-MASTER-ADDR-BY-NAME',
                                       $self->{name});
        $said{$address ? $address->[1] : 0} = 1;
    }

    return keys %said == 1 ? (keys %said)[0] : 0;
}


# The redis that the sentinels name and that says itself that it is a master.

sub _master
{
    my ($self) = @_;
    my $port = $self->port;

    for my $redis (grep { $_->up && $_->port == $port } $self->all) {
        my ($role) = $redis->try('ROLE');
        return $redis if ref $role && $role->[0] eq 'master';
    }

    return undef;
}


sub master
{
    my ($self) = @_;
    my $master;

    wait_for { $master = $self->_master } 30
        or Carp::croak('no master');

    return $master;
}


sub replicas
{
    my ($self) = @_;
    my $master = $self->master;

    return grep { $_->up && $_ != $master } $self->all;
}


sub cmd { my $self = shift; return $self->master->cmd(@_) }

# As a Coc::Redis has it.

sub hash { return { @{$_[0]->cmd('HGETALL', $_[1])} } }


# All replicas that run follow the master and have all that it has.

sub wait_synced
{
    my ($self, $seconds) = @_;

    return wait_for {
        my $master = @{$self->{sentinel}} ? $self->_master
                                          : $self->{redis}[0];
        my ($role) = $master ? $master->try('ROLE') : ();
        return 0 if !ref $role;

        for my $redis (grep { $_->up && $_ != $master } $self->all) {
            my ($his) = $redis->try('ROLE');

            return 0 if !ref $his || $his->[0] ne 'slave'
                        || $his->[2] != $master->port
                        || $his->[3] ne 'connected' || $his->[4] < $role->[1];
        }

        return 1;
    } $seconds || 30;
}


sub follow
{
    my ($self) = @_;
    my $master = $self->master;

    $_->cmd('REPLICAOF', '127.0.0.1', $master->port) for $self->replicas;
    return $self->wait_synced;
}


# Each sentinel knows the others, and the replicas: a failover can begin.

sub wait_known
{
    my ($self) = @_;
    my $sentinels = @{$self->{sentinel}} - 1;
    my $replicas = @{$self->{redis}} - 1;

    return wait_for {
        for my $sentinel ($self->sentinels) {
            my %m = @{$sentinel->cmd('SENTINEL', 'MASTER', $self->{name})};

            return 0 if $m{'num-other-sentinels'} < $sentinels
                        || $m{'num-slaves'} < $replicas
                        || $m{flags} ne 'master';
        }

        return 1;
    } 30;
}


# Waits until another than this one is the master and all say so.

sub wait_other
{
    my ($self, $old) = @_;
    my $new;

    wait_for { $new = $self->_master; $new && $new != $old } 40
        or Carp::croak('no other master');

    return $new;
}


sub failover
{
    my ($self) = @_;
    my $old = $self->master;

    # refused while the last one is not yet done with

    wait_for {
        my (undef, $error) = $self->{sentinel}[0]->try('SENTINEL', 'FAILOVER',
                                                       $self->{name});
        return !defined $error;
    } 30 or Carp::croak('no failover begins');

    return $self->wait_other($old);
}


sub kill_master
{
    my ($self) = @_;
    my $old = $self->master;

    $old->kill;
    return $self->wait_other($old);
}


sub stop
{
    my ($self) = @_;
    $_->pid && $_->kill for @{$self->{sentinel}}, @{$self->{redis}};
    return $self;
}


1;

package Coc::Dns;

# A name server on a UDP port of the loopback, in a process of its own.
#
#     my $dns = Coc::Dns->new('redis.test' => [ '127.0.0.1' ]);
#     $dns->resolver                    # for nginx' directive
#     $dns->set('redis.test' => [ '127.0.0.2', '127.0.0.3' ]);
#     $dns->set('redis.test' => undef); # no such name
#     $dns->mute(1)                     # hears, says nothing
#     $dns->queries                     # so many until now
#     $dns->stop; $dns->start           # nobody is there; on the same port
#
# What it tells is valid for no time at all.

use strict;
use warnings;

use Carp ();
use Coc::Util qw(tempdir free_port reap slurp spew);
use IO::Socket::INET ();
use POSIX ();

sub new
{
    my ($class, %names) = @_;
    my $self = bless {
        dir => tempdir(), port => free_port(), owner => $$, names => {},
    }, $class;

    $self->set(%names);
    return $self->start;
}


sub resolver { "resolver 127.0.0.1:$_[0]{port} ipv6=off;" }

sub queries { length(slurp("$_[0]{dir}/queries") || '') }


sub set
{
    my ($self, %names) = @_;

    @{$self->{names}}{keys %names} = values %names;

    # in one step: it may be read at any time

    spew("$self->{dir}/names.new", join '', map {
        join(' ', $_, @{$self->{names}{$_} || []}) . "\n"
    } keys %{$self->{names}});
    rename "$self->{dir}/names.new", "$self->{dir}/names";

    return $self;
}


sub mute
{
    my ($self, $on) = @_;

    $on ? spew("$self->{dir}/mute", '') : unlink "$self->{dir}/mute";
    return $self;
}


sub start
{
    my ($self) = @_;
    my $socket = IO::Socket::INET->new(Proto => 'udp',
        LocalAddr => '127.0.0.1', LocalPort => $self->{port})
        or Carp::croak("udp port $self->{port}: $!");

    my $pid = fork;
    Carp::croak("fork: $!") if !defined $pid;

    if ($pid == 0) {
        $self->_serve($socket);
        POSIX::_exit(0);
    }

    $self->{pid} = $pid;
    return $self;
}


sub stop
{
    my ($self) = @_;
    my $pid = delete $self->{pid} or return $self;

    kill 'KILL', $pid;
    reap($pid, 10);
    return $self;
}


sub _serve
{
    my ($self, $socket) = @_;
    my $parent = getppid;

    $SIG{ALRM} = sub { POSIX::_exit(0) if getppid != $parent; alarm 1 };
    alarm 1;

    for ( ;; ) {
        my $from = $socket->recv(my $query, 512);
        next if !defined $from || length $query < 17;

        open my $count, '>>', "$self->{dir}/queries";
        syswrite $count, '.';
        close $count;

        next if -e "$self->{dir}/mute";
        $socket->send($self->_answer($query), 0, $from);
    }
}


sub _answer
{
    my ($self, $query) = @_;
    my ($id) = unpack 'n', $query;
    my ($at, @labels) = 12;

    while (my $length = ord substr $query, $at, 1) {
        push @labels, substr $query, $at + 1, $length;
        $at += 1 + $length;
    }

    my $question = substr $query, 12, $at + 5 - 12;
    my ($type) = unpack 'n', substr $query, $at + 1, 2;
    my $name = lc join '.', @labels;
    my ($line) = grep { /^\Q$name\E / }
        split /\n/, slurp("$self->{dir}/names") || '';
    my (undef, @addresses) = split / /, $line || '';

    my $answers = join '', map {
        pack('n n n N n', 0xc00c, 1, 1, 0, 4) . pack('C4', split /\./)
    } $type == 1 ? @addresses : ();

    return pack('n6', $id, @addresses ? 0x8180 : 0x8183, 1,
                $type == 1 ? scalar @addresses : 0, 0, 0)
        . $question . $answers;
}


sub DESTROY
{
    my ($self) = @_;
    local ($?, $!, $@);
    $self->stop if $self->{pid} && $self->{owner} == $$;
}


1;

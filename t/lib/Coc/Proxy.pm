package Coc::Proxy;

# A bad line: stands between nginx and a real server, in a process of its own.
#
#     my $proxy = Coc::Proxy->new(to => $redis);    # tcp => 1: on a port
#     $proxy->address                               # for coc_redis
#     $proxy->set(up => 0.05, down => 0.1, jitter => 0.02)   # seconds late
#     $proxy->set(piece => 1)            # so many bytes a write; 0: as they come
#     $proxy->set(stall => 'down')       # or up, both, none: read, not sent on
#     $proxy->set(drop => 'down')        # or up, both, none: lost
#     $proxy->set(refuse => 1)           # takes connections and closes them
#     $proxy->cut; $proxy->reset         # ends all: FIN, RST
#     $proxy->inject("+EXTRA\r\n")       # to every client, now
#     $proxy->connections                # so many until now
#
# "up" is what nginx sends, "down" what the server answers.  A command holds
# when the method has returned.  What was late is still in order.

use strict;
use warnings;

use Carp ();
use Coc::Util qw(tempdir free_port reap);
use IO::Handle ();
use IO::Select ();
use IO::Socket::INET ();
use IO::Socket::UNIX ();
use POSIX ();
use Socket qw(AF_UNIX SOCK_STREAM PF_UNSPEC SOL_SOCKET SO_LINGER);
use Time::HiRes ();

sub new
{
    my ($class, %arg) = @_;
    my $self = bless {
        to     => $arg{to},
        port   => $arg{tcp} ? free_port() : 0,
        socket => tempdir() . '/proxy.sock',
        owner  => $$,
    }, $class;

    my $listen = $self->{port}
        ? IO::Socket::INET->new(LocalAddr => '127.0.0.1', ReuseAddr => 1,
                                LocalPort => $self->{port}, Listen => 64)
        : IO::Socket::UNIX->new(Local => $self->{socket}, Listen => 64);

    Carp::croak("listen: $!") if !$listen;
    chmod 0777, $self->{socket} if !$self->{port};

    socketpair(my $ours, my $his, AF_UNIX, SOCK_STREAM, PF_UNSPEC)
        or Carp::croak("socketpair: $!");

    my $pid = fork;
    Carp::croak("fork: $!") if !defined $pid;

    if ($pid == 0) {
        close $ours;
        $SIG{PIPE} = 'IGNORE';
        eval { $self->_serve($listen, $his); 1 } or print STDERR "# proxy: $@";
        POSIX::_exit(0);
    }

    close $_ for $listen, $his;
    $ours->autoflush(1);
    $self->{pid} = $pid;
    $self->{control} = $ours;
    return $self;
}


sub address
{
    my ($self) = @_;
    return $self->{port} ? "127.0.0.1:$self->{port}" : "unix:$self->{socket}";
}


sub set         { my ($self, %what) = @_; $self->_tell('set', %what) }
sub cut         { $_[0]->_tell('cut') }
sub reset       { $_[0]->_tell('reset') }
sub inject      { $_[0]->_tell('inject', unpack 'H*', $_[1]) }
sub connections { $_[0]->_tell('connections') }

sub _tell
{
    my ($self, @words) = @_;
    my $fh = $self->{control};

    print $fh "@words\n";
    my $answer = <$fh>;
    Carp::croak('the proxy is gone') if !defined $answer;

    chomp $answer;
    return $answer;
}


sub stop
{
    my ($self) = @_;
    my $pid = delete $self->{pid} or return $self;

    kill 'KILL', $pid;
    reap($pid, 10);
    return $self;
}


# From here on: the process of its own.

sub _serve
{
    my ($self, $listen, $control) = @_;

    $self->{set} = { up => 0, down => 0, jitter => 0, piece => 0,
                     stall => 'none', drop => 'none', refuse => 0 };
    $self->{end} = {};              # a socket: its side of a connection
    $self->{seen} = 0;

    for ( ;; ) {
        my $wait = $self->_forward;
        my $select = IO::Select->new($listen, $control,
                                     map { $_->{fh} } values %{$self->{end}});

        for my $fh ($select->can_read($wait)) {
            if ($fh == $control) {
                sysread $control, my $line, 4096 or return;
                syswrite $control, $self->_obey(split ' ', $line) . "\n";

            } elsif ($fh == $listen) {
                $self->_accept($listen);

            } elsif (my $end = $self->{end}{$fh}) {
                $self->_take($end);
            }
        }
    }
}


sub _obey
{
    my ($self, $what, @args) = @_;

    if ($what eq 'set') {
        my %new = @args;
        $self->{set}{$_} = $new{$_} for keys %new;

    } elsif ($what eq 'connections') {
        return $self->{seen};

    } elsif ($what eq 'inject') {
        syswrite $_->{fh}, pack 'H*', $args[0]
            for grep { $_->{way} eq 'up' } values %{$self->{end}};

    } else {
        $self->_close($_, $what eq 'reset')
            for grep { $_->{way} eq 'up' } values %{$self->{end}};
    }

    return 'done';
}


sub _accept
{
    my ($self, $listen) = @_;
    my $fh = $listen->accept or return;

    $self->{seen}++;

    if ($self->{set}{refuse}) {
        close $fh;
        return;
    }

    my $server = $self->{to};
    my $to = $server->{tls}     # spoken on the port alone
        ? IO::Socket::INET->new(PeerAddr => '127.0.0.1',
                                PeerPort => $server->port)
        : IO::Socket::UNIX->new(Peer => $server->socket);

    if (!$to) {
        close $fh;
        return;
    }

    my %up = (fh => $fh, way => 'up', queue => []);
    my %down = (fh => $to, way => 'down', queue => []);

    $up{other} = \%down;
    $down{other} = \%up;
    $self->{end}{$fh} = \%up;
    $self->{end}{$to} = \%down;
}


# Bytes came in at one end: queued for the other, with the time to send them.

sub _take
{
    my ($self, $end) = @_;
    my $set = $self->{set};
    my $way = $end->{way};

    if (!sysread $end->{fh}, my $bytes, 65536) {
        $self->_close($end);

    } elsif ($set->{drop} ne $way && $set->{drop} ne 'both') {
        my $late = $set->{$way} + $set->{jitter} * rand;
        push @{$end->{queue}}, [ Time::HiRes::time() + $late, $bytes ];
    }
}


# Sends what is due; returns the seconds until there is more to do.

sub _forward
{
    my ($self) = @_;
    my $set = $self->{set};
    my $wait = 0.5;

    for my $end (values %{$self->{end}}) {
        next if $set->{stall} eq $end->{way} || $set->{stall} eq 'both';

        while (@{$end->{queue}}) {
            my $left = $end->{queue}[0][0] - Time::HiRes::time();

            if ($left > 0) {
                $wait = $left if $left < $wait;
                last;
            }

            my $next = shift @{$end->{queue}};
            $self->_write($end->{other}{fh}, $next->[1]) or last;
        }
    }

    return $wait;
}


sub _write
{
    my ($self, $fh, $bytes) = @_;
    my $piece = $self->{set}{piece};

    while (length $bytes) {
        my $n = syswrite $fh, $bytes, $piece || length $bytes;
        return 0 if !defined $n;

        substr $bytes, 0, $n, '';
        Time::HiRes::sleep(0.0001) if $piece;   # a packet of its own
    }

    return 1;
}


sub _close
{
    my ($self, $end, $reset) = @_;

    for my $one ($end, delete $end->{other}) {
        delete $self->{end}{$one->{fh}};
        setsockopt $one->{fh}, SOL_SOCKET, SO_LINGER, pack 'II', 1, 0
            if $reset;
        close $one->{fh};
        delete $one->{other};
    }
}


sub DESTROY
{
    my ($self) = @_;
    local ($?, $!, $@);
    $self->stop if $self->{pid} && $self->{owner} == $$;
}


1;

package Coc::Redis;

# A private redis-server on a unix socket (and, when asked for, a port of the
# loopback), and a client of it for looking at keys.
#
#     my $redis = Coc::Redis->new;              # tcp => 1: with a port
#     $redis->address                           # for coc_redis
#     $redis->cmd('HGETALL', $key)              # value; dies on an error reply
#     $redis->try('AUTH', 'x')                  # (value, error text)
#     $redis->stop; $redis->start; $redis->kill; $redis->pause; $redis->resume

use strict;
use warnings;

use Carp ();
use Coc::Util qw(tempdir wait_for free_port reap slurp spew);
use IO::Select ();
use IO::Socket::INET ();
use IO::Socket::UNIX ();
use POSIX ();

sub new
{
    my ($class, %arg) = @_;
    my $self = bless {
        dir  => tempdir(),
        args => $arg{args} || [],
        port => $arg{tcp} ? free_port() : 0,
        owner => $$,
    }, $class;

    $self->{socket} = "$self->{dir}/redis.sock";
    $self->start unless $arg{stopped};
    return $self;
}


sub binary
{
    for my $dir (split(/:/, $ENV{PATH}), '/usr/bin', '/usr/local/bin') {
        return "$dir/redis-server" if -x "$dir/redis-server";
    }

    return undef;
}


sub socket { $_[0]{socket} }
sub port   { $_[0]{port} }
sub pid    { $_[0]{pid} }
sub dir    { $_[0]{dir} }
sub log    { slurp("$_[0]{dir}/redis.log") || '' }

# As coc_redis wants it.

sub address
{
    my ($self) = @_;
    return $self->{port} ? "127.0.0.1:$self->{port}" : "unix:$self->{socket}";
}


sub start
{
    my ($self) = @_;
    my $bin = binary() or Carp::croak('no redis-server');
    my $dir = $self->{dir};

    Carp::croak('already running') if $self->{pid};

    my $pid = fork;
    Carp::croak("fork: $!") if !defined $pid;

    if ($pid == 0) {
        open STDIN, '<', '/dev/null';
        open STDOUT, '>>', "$dir/redis.log";
        open STDERR, '>&', \*STDOUT;

        my @command = ($bin,
            '--port', $self->{port}, '--bind', '127.0.0.1',
            '--unixsocket', $self->{socket}, '--unixsocketperm', '777',
            '--dir', $dir, '--save', '', '--appendonly', 'no',
            '--daemonize', 'no', '--logfile', "$dir/redis.log",
            @{$self->{args}});

        { no warnings 'exec'; exec { $bin } @command; }
        POSIX::_exit(127);
    }

    $self->{pid} = $pid;

    wait_for {
        my ($pong, $error) = $self->try('PING');
        defined $pong && $pong eq 'PONG'
            || defined $error && $error =~ /^NOAUTH/;
    } or Carp::croak('redis-server does not answer: ' . $self->log);

    return $self;
}


sub stop   { $_[0]->_end('TERM') }
sub kill   { $_[0]->_end('KILL') }
sub pause  { my $s = shift; CORE::kill('STOP', $s->{pid}); return $s }
sub resume { my $s = shift; CORE::kill('CONT', $s->{pid}); return $s }

sub _end
{
    my ($self, $signal) = @_;
    my $pid = delete $self->{pid} or return $self;

    delete $self->{fh};
    CORE::kill($signal, $pid);
    CORE::kill('CONT', $pid);       # after it: what was paused does no more

    if (!defined reap($pid, 10)) {
        CORE::kill('KILL', $pid);
        reap($pid, 10);
    }

    unlink $self->{socket};
    return $self;
}


# A reply: text, number, undef, array reference; an error dies.

sub cmd
{
    my ($self, @args) = @_;
    my ($value, $error) = $self->try(@args);

    Carp::croak("@args: $error") if defined $error;
    return $value;
}


sub try
{
    my ($self, @args) = @_;
    my @reply = eval { $self->_ask(@args) };

    if ($@) {
        chomp(my $text = $@);
        delete $self->{fh};
        return (undef, $text);
    }

    return ref $reply[0] eq 'Coc::Redis::Error' ? (undef, ${$reply[0]})
         : @reply;
}


# The bytes of a reply as they came, an error's included.

sub raw
{
    my ($self, @args) = @_;

    $self->_ask(@args);
    return $self->{seen};
}


sub _ask
{
    my ($self, @args) = @_;

    # a connection is not shared with a process that was forked since

    if ($self->{fh} && $self->{fh_owner} != $$) {
        delete $self->{fh};
    }

    $self->{fh_owner} = $$;
    my $fh = $self->{fh} ||= IO::Socket::UNIX->new(Peer => $self->{socket})
        or die "connect: $!\n";

    local $SIG{PIPE} = 'IGNORE';
    my $out = '*' . @args . "\r\n"
        . join '', map { utf8::encode(my $b = $_) if utf8::is_utf8($_);
                         '$' . length($_) . "\r\n$_\r\n" } @args;

    $self->{in} = $self->{seen} = '';
    print $fh $out or die "write: $!\n";
    $fh->flush;

    return $self->_read;
}


# All of a hash, as one.

sub hash
{
    my ($self, $key) = @_;
    return { @{$self->cmd('HGETALL', $key)} };
}


# Names of keys, sorted.

sub keys
{
    my ($self, $pattern) = @_;
    my @all = sort @{$self->cmd('KEYS', defined $pattern ? $pattern : '*')};
    return @all;
}


# Entries of a stream, oldest first: [ id, { field => value } ].

sub stream
{
    my ($self, $key) = @_;
    return map { [ $_->[0], { @{$_->[1]} } ] }
        @{$self->cmd('XRANGE', $key, '-', '+')};
}


sub _fill
{
    my ($self) = @_;

    IO::Select->new($self->{fh})->can_read(10 * Coc::Util::slow())
        or die "read: timed out\n";

    my $n = sysread $self->{fh}, my $bytes, 65536;
    die 'read: ' . (defined $n ? 'closed' : $!) . "\n" if !$n;

    $self->{in} .= $bytes;
    $self->{seen} .= $bytes;
}


sub _line
{
    my ($self) = @_;
    $self->_fill while $self->{in} !~ /\r\n/;
    $self->{in} =~ s/^(.*?)\r\n//s;
    return $1;
}


sub _read
{
    my ($self) = @_;
    my ($type, $rest) = $self->_line =~ /^(.)(.*)$/s;

    return $rest if $type eq '+';
    return 0 + $rest if $type eq ':';
    return bless \$rest, 'Coc::Redis::Error' if $type eq '-';
    return undef if $rest == -1;

    if ($type eq '$') {
        $self->_fill while length $self->{in} < $rest + 2;
        my $value = substr $self->{in}, 0, $rest;
        substr $self->{in}, 0, $rest + 2, '';
        return $value;
    }

    if ($type eq '*') {
        return [ map { scalar $self->_read } 1 .. $rest ];
    }

    die "reply of type $type\n";
}


sub DESTROY
{
    my ($self) = @_;
    local ($?, $!, $@);
    $self->_end('KILL') if $self->{pid} && $self->{owner} == $$;
}


1;

package Coc::Redis;

# A private redis-server on a unix socket (and, when asked for, a port of the
# loopback), and a client of it for looking at keys.
#
#     my $redis = Coc::Redis->new;
#     $redis->address                           # for coc_redis
#     $redis->cmd('HGETALL', $key)              # value; dies on an error reply
#     $redis->try('AUTH', 'x')                  # (value, error text)
#     $redis->stop; $redis->start; $redis->kill; $redis->pause; $redis->resume
#
# tcp => 1          with a port (or that port: port => n)
# tls => Coc::Tls   the port speaks TLS; tls_clients => yes | optional: asks
#                   for a certificate, and address says which
# aof => 'always'   what was acknowledged is there after a kill (or: everysec)
# auth => [user, password]   what the client here says first
# args => [...]     more for the command line; stopped => 1: not yet started
# config => text    a file that the server may rewrite; sentinel => 1: it is one
#
# COC_REDIS_SERVER is the server to test with, else redis-server in the PATH.

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
        port => $arg{port} || ($arg{tcp} || $arg{tls} ? free_port() : 0),
        owner => $$,
        (map { $_ => $arg{$_} } qw(tls tls_clients aof auth config sentinel)),
    }, $class;

    $self->{socket} = "$self->{dir}/redis.sock";
    spew("$self->{dir}/redis.conf", $arg{config}) if defined $arg{config};
    $self->start unless $arg{stopped};
    return $self;
}


sub binary
{
    return $ENV{COC_REDIS_SERVER} if $ENV{COC_REDIS_SERVER};
    return _find('redis-server');
}


sub _find
{
    my ($name) = @_;

    for my $dir (split(/:/, $ENV{PATH}), '/usr/bin', '/usr/local/bin') {
        return "$dir/$name" if -x "$dir/$name";
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

    return "unix:$self->{socket}" if !$self->{port};
    return join ' ', "127.0.0.1:$self->{port}", $self->tls_words;
}


sub tls_words
{
    my ($self) = @_;
    my $tls = $self->{tls} or return ();

    return $tls->words(cert => $self->{tls_clients});
}


sub _command
{
    my ($self, $bin) = @_;
    my $dir = $self->{dir};
    my $tls = $self->{tls};
    my @command = ($bin);

    push @command, "$dir/redis.conf" if defined $self->{config};
    push @command, '--sentinel' if $self->{sentinel};
    push @command, '--bind', '127.0.0.1',
        '--unixsocket', $self->{socket}, '--unixsocketperm', '777',
        '--dir', $dir, '--daemonize', 'no', '--logfile', "$dir/redis.log";

    if (!$self->{sentinel}) {
        push @command, '--save', '',
            '--appendonly', $self->{aof} ? 'yes' : 'no',
            $self->{aof} ? ('--appendfsync', $self->{aof}) : ();
    }

    if ($tls) {
        push @command, '--port', 0, '--tls-port', $self->{port},
            '--tls-ca-cert-file', $tls->ca, '--tls-cert-file', $tls->cert,
            '--tls-key-file', $tls->key, '--tls-replication', 'yes',
            '--tls-cluster', 'yes',
            '--tls-auth-clients', $self->{tls_clients} || 'no';

    } else {
        push @command, '--port', $self->{port};
    }

    push @command, @{$self->{args}};

    # it ends with us, however we end

    my $setpriv = _find('setpriv');
    unshift @command, $setpriv, '--pdeathsig', 'KILL', '--' if $setpriv;

    return @command;
}


sub start
{
    my ($self, %arg) = @_;
    my $bin = binary() or Carp::croak('no redis-server');
    my $dir = $self->{dir};

    Carp::croak('already running') if $self->{pid};

    my @command = $self->_command($bin);
    my $pid = fork;
    Carp::croak("fork: $!") if !defined $pid;

    if ($pid == 0) {
        open STDIN, '<', '/dev/null';
        open STDOUT, '>>', "$dir/redis.log";
        open STDERR, '>&', \*STDOUT;

        { no warnings 'exec'; exec { $command[0] } @command; }
        POSIX::_exit(127);
    }

    $self->{pid} = $pid;

    wait_for {
        my ($pong, $error) = $self->try('PING');
        defined $pong && $pong eq 'PONG'
            || defined $error && $error =~ /^NOAUTH /
            || $arg{loading} && defined $error && $error =~ /^LOADING /;
    } 20 or Carp::croak('redis-server does not answer: ' . $self->log);

    return $self;
}


sub stop   { $_[0]->_end('TERM') }
sub kill   { $_[0]->_end('KILL') }
sub pause  { $_[0]->_signal('STOP', 1) }
sub resume { $_[0]->_signal('CONT', 0) }
sub up     { $_[0]{pid} && !$_[0]{paused} }     # would it answer?

sub _signal
{
    my ($self, $name, $paused) = @_;

    CORE::kill($name, $self->{pid});
    $self->{paused} = $paused;
    return $self;
}


sub _end
{
    my ($self, $signal) = @_;
    my $pid = delete $self->{pid} or return $self;

    delete @$self{qw(fh paused)};
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

    local $SIG{PIPE} = 'IGNORE';

    if (!$self->{fh}) {
        $self->{fh_owner} = $$;
        $self->{fh} = IO::Socket::UNIX->new(Peer => $self->{socket})
            or die "connect: $!\n";

        if ($self->{auth}) {
            my $said = $self->_ask('AUTH', @{$self->{auth}});
            die "$$said\n" if ref $said;
        }
    }

    my $fh = $self->{fh};
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

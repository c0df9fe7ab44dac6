package Coc::FakeRedis;

# A server that speaks RESP and misbehaves as told.  It runs in a process of
# its own, on a unix socket (tcp => 1: on a port of the loopback).
#
#     my $fake = Coc::FakeRedis->new(
#         redis => $redis,        # optional: a Coc::Redis that really answers
#         reply => sub {
#             my ($command, $answer, $n) = @_;
#             return undef;                          # stays silent
#             return "-LOADING …\r\n";               # these bytes
#             return [ close => $answer ];           # then closes
#             return [ bytes => $answer ];           # one byte a write
#             return [ split => $at, $answer ];      # two writes
#             return [ after => 0.2, $answer ];      # seconds later
#         },
#     );
#     $fake->address; $fake->commands; $fake->connections; $fake->stop;
#
# $command is an array of words, $answer the bytes that the real server (or,
# without one, a minimal master without data) would send, $n counts the
# commands of this connection from 0.  An XREAD that blocks holds only its own
# connection.  connect => sub { … } returns bytes to
# send at once; [ close => $bytes ] turns the client away.

use strict;
use warnings;

use Carp ();
use Coc::Util qw(tempdir wait_for free_port reap slurp);
use IO::Select ();
use IO::Socket::INET ();
use IO::Socket::UNIX ();
use POSIX ();
use Time::HiRes ();

sub new
{
    my ($class, %arg) = @_;
    my $dir = tempdir();
    my $self = bless {
        %arg,
        dir    => $dir,
        socket => "$dir/fake.sock",
        port   => $arg{port} || ($arg{tcp} ? free_port() : 0),
        owner  => $$,
    }, $class;

    $self->start;
    return $self;
}


sub socket { $_[0]{socket} }

sub address
{
    my ($self) = @_;
    return $self->{port} ? "127.0.0.1:$self->{port}" : "unix:$self->{socket}";
}


sub start
{
    my ($self) = @_;

    unlink $self->{socket};
    my $listen = $self->{port}
        ? IO::Socket::INET->new(LocalAddr => '127.0.0.1', ReuseAddr => 1,
                                LocalPort => $self->{port}, Listen => 64)
        : IO::Socket::UNIX->new(Local => $self->{socket}, Listen => 64);

    Carp::croak("listen: $!") if !$listen;
    chmod 0777, $self->{socket} if !$self->{port};

    # its other end closes when we are gone, however that came

    pipe my $life, my $ours or Carp::croak("pipe: $!");

    my $pid = fork;
    Carp::croak("fork: $!") if !defined $pid;

    if ($pid == 0) {
        close $ours;
        local $SIG{PIPE} = 'IGNORE';
        eval { $self->_serve($listen, $life); 1 }
            or $self->_note("died: $@");
        POSIX::_exit(0);
    }

    close $_ for $listen, $life;
    $self->{pid} = $pid;
    $self->{life} = $ours;
    return $self;
}


sub stop
{
    my ($self) = @_;
    my $pid = delete $self->{pid} or return $self;

    kill 'KILL', $pid;
    reap($pid, 10);
    unlink $self->{socket};
    return $self;
}


# What was asked so far, in order: a line for each command.

sub commands
{
    my ($self) = @_;
    return map { s/^command //r }
        grep { /^command / } split /\n/, $self->_notes;
}


sub connections
{
    my ($self) = @_;
    return scalar grep { $_ eq 'connection' } split /\n/, $self->_notes;
}


sub _notes { slurp("$_[0]{dir}/notes") || '' }

sub _note
{
    my ($self, $text) = @_;

    $text =~ s/[^\x20-\x7e]/./g;
    open my $fh, '>>', "$self->{dir}/notes" or return;
    syswrite $fh, "$text\n";
}


sub _serve
{
    my ($self, $listen, $life) = @_;

    $self->{select} = IO::Select->new($listen, $life);
    $self->{client} = {};
    $self->{later} = [];

    for ( ;; ) {
        for my $fh ($self->{select}->can_read($self->_wait)) {
            if ($fh == $life) {
                return;

            } elsif ($fh == $listen) {
                $self->_accept($listen);

            } else {
                $self->_take($self->{client}{$fh});
            }
        }

        $self->_due;
    }
}


sub _wait
{
    my ($self) = @_;
    my $wait = 1;

    for my $entry (@{$self->{later}}) {
        my $left = $entry->[0] - Time::HiRes::time();
        $wait = $left < 0 ? 0 : $left if $left < $wait;
    }

    $wait = 0.005 if $wait > 0.005
                     && grep { $_->{blocked} } values %{$self->{client}};
    return $wait;
}


sub _accept
{
    my ($self, $listen) = @_;
    my $new = $listen->accept or return;
    my $c = $self->{client}{$new} = { fh => $new, in => '', n => 0 };

    $self->_note('connection');
    $self->{select}->add($new);
    $self->_act($c, $self->{connect}->()) if $self->{connect};
}


sub _gone
{
    my ($self, $c) = @_;

    $c->{gone} = 1;
    $self->{select}->remove($c->{fh});
    delete $self->{client}{$c->{fh}};
    close $c->{fh};
}


sub _take
{
    my ($self, $c) = @_;

    return if !$c || $c->{gone};

    if (!sysread $c->{fh}, $c->{in}, 65536, length $c->{in}) {
        $self->_gone($c);
        return;
    }

    $self->_obey($c);
}


sub _obey
{
    my ($self, $c) = @_;

    while (!$c->{gone} && !$c->{blocked}) {
        my $command = _command(\$c->{in}) or last;

        $self->_note("command @$command");
        $self->_reply($c, $command);
    }
}


sub _reply
{
    my ($self, $c, $command) = @_;
    my ($ms) = "@$command" =~ /^XREAD .*?\bBLOCK (\d+) /i;
    my $answer;

    if (defined $ms) {
        my @now = @$command;
        my ($at) = grep { uc $now[$_] eq 'BLOCK' } 0 .. $#now;

        splice @now, $at, 2;
        $answer = $self->{redis} ? $self->{redis}->raw(@now) : "*-1\r\n";
        $c->{until} ||= Time::HiRes::time() + ($ms || 1e9) / 1000;
        $c->{blocked} = $command;

        return if $answer eq "*-1\r\n" && Time::HiRes::time() < $c->{until};
        delete @$c{qw(blocked until)};

    } else {
        $answer = $self->_answer($command);
    }

    $self->_act($c, $self->{reply}
                    ? $self->{reply}->($command, $answer, $c->{n}++)
                    : $answer);
}


# What is late, and who waits for entries of a stream.

sub _due
{
    my ($self) = @_;
    my $now = Time::HiRes::time();
    my @due = grep { $_->[0] <= $now } @{$self->{later}};

    @{$self->{later}} = grep { $_->[0] > $now } @{$self->{later}};
    syswrite $_->[1]{fh}, $_->[2] for grep { !$_->[1]{gone} } @due;

    for my $c (grep { $_->{blocked} } values %{$self->{client}}) {
        $self->_reply($c, $c->{blocked});
        $self->_obey($c);
    }
}


sub _act
{
    my ($self, $c, $does) = @_;

    return if !defined $does;

    my ($how, @rest) = ref $does ? @$does : (send => $does);

    if ($how eq 'bytes') {
        for my $byte (split //, $rest[0]) {
            syswrite $c->{fh}, $byte;
            Time::HiRes::sleep(0.0005);     # a write, and a packet, of its own
        }

    } elsif ($how eq 'split') {
        my ($at, $all) = @rest;

        syswrite $c->{fh}, substr $all, 0, $at;
        Time::HiRes::sleep(0.002);
        syswrite $c->{fh}, substr $all, $at;

    } elsif ($how eq 'after') {
        push @{$self->{later}},
             [ Time::HiRes::time() + $rest[0], $c, $rest[1] ];

    } else {
        my $out = defined $rest[0] ? $rest[0] : '';

        while (length $out) {
            my $n = syswrite $c->{fh}, $out;
            last if !defined $n;
            substr $out, 0, $n, '';
        }
    }

    $self->_gone($c) if $how eq 'close';
}


# Takes one whole command off the input.

sub _command
{
    my ($in) = @_;
    my $at = 0;

    $$in =~ /\G\*(\d+)\r\n/gc or return undef;
    my $count = $1;
    $at = pos $$in;

    my @words;

    for (1 .. $count) {
        pos($$in) = $at;
        $$in =~ /\G\$(\d+)\r\n/gc or return undef;
        my $length = $1;
        $at = pos($$in) + $length + 2;
        return undef if length $$in < $at;
        push @words, substr $$in, $at - $length - 2, $length;
    }

    substr $$in, 0, $at, '';
    pos($$in) = 0;
    return \@words;
}


sub _answer
{
    my ($self, $command) = @_;

    if ($self->{redis}) {
        return $self->{redis}->raw(@$command);
    }

    my $name = uc $command->[0];

    return "+PONG\r\n" if $name eq 'PING';
    return "*3\r\n\$6\r\nmaster\r\n:0\r\n*0\r\n" if $name eq 'ROLE';
    return '*' . (@$command - 2) . "\r\n" . "\$-1\r\n" x (@$command - 2)
        if $name eq 'HMGET';
    return "*2\r\n\$1\r\n0\r\n*0\r\n" if $name eq 'ZSCAN';
    return "*0\r\n" if $name =~ /^X(?:REV)?RANGE$/;
    return "-NOSCRIPT No matching script.\r\n" if $name eq 'EVALSHA';
    return "+OK\r\n";
}


sub DESTROY
{
    my ($self) = @_;
    local ($?, $!, $@);
    $self->stop if $self->{pid} && $self->{owner} == $$;
}


1;

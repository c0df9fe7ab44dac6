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
#             return [ after => 0.2, $answer ];      # seconds later
#         },
#     );
#     $fake->address; $fake->commands; $fake->connections; $fake->stop;
#
# $command is an array of words, $answer the bytes that the real server (or,
# without one, a minimal master without data) would send, $n counts the
# commands of this connection from 0.  connect => sub { … } returns bytes to
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
        port   => $arg{tcp} ? free_port() : 0,
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

    my $pid = fork;
    Carp::croak("fork: $!") if !defined $pid;

    if ($pid == 0) {
        local $SIG{PIPE} = 'IGNORE';
        eval { $self->_serve($listen); 1 }
            or $self->_note("died: $@");
        POSIX::_exit(0);
    }

    close $listen;
    $self->{pid} = $pid;
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
    my ($self, $listen) = @_;
    my $select = IO::Select->new($listen);
    my (%client, @later);

    for ( ;; ) {
        my $wait = 1;

        for my $entry (@later) {
            my $left = $entry->[0] - Time::HiRes::time();
            $wait = $left < 0 ? 0 : $left if $left < $wait;
        }

        for my $fh ($select->can_read($wait)) {
            if ($fh == $listen) {
                my $new = $listen->accept or next;
                $self->_note('connection');
                $select->add($new);
                $client{$new} = { fh => $new, in => '', n => 0 };

                if ($self->{connect}) {
                    $self->_act($client{$new}, $self->{connect}->(),
                                $select, \@later);
                }

                next;
            }

            my $c = $client{$fh};

            if (!sysread $fh, $c->{in}, 65536, length $c->{in}) {
                $select->remove($fh);
                delete $client{$fh};
                $c->{gone} = 1;
                close $fh;
                next;
            }

            while (my $command = _command(\$c->{in})) {
                $self->_note("command @$command");
                my $answer = $self->_answer($command);
                my $does = $self->{reply}
                    ? $self->{reply}->($command, $answer, $c->{n}++)
                    : $answer;

                $self->_act($c, $does, $select, \@later);
                last if $c->{gone};
            }
        }

        my $now = Time::HiRes::time();
        my @due = grep { $_->[0] <= $now } @later;

        @later = grep { $_->[0] > $now } @later;
        syswrite $_->[1]{fh}, $_->[2] for grep { !$_->[1]{gone} } @due;
    }
}


sub _act
{
    my ($self, $c, $does, $select, $later) = @_;

    return if !defined $does;

    my ($how, @rest) = ref $does ? @$does : (send => $does);

    if ($how eq 'bytes') {
        for my $byte (split //, $rest[0]) {
            syswrite $c->{fh}, $byte;
            Time::HiRes::sleep(0.0005);     # a write, and a packet, of its own
        }

    } elsif ($how eq 'after') {
        push @$later, [ Time::HiRes::time() + $rest[0], $c, $rest[1] ];

    } else {
        my $out = defined $rest[0] ? $rest[0] : '';

        while (length $out) {
            my $n = syswrite $c->{fh}, $out;
            last if !defined $n;
            substr $out, 0, $n, '';
        }
    }

    if ($how eq 'close') {
        $c->{gone} = 1;
        $select->remove($c->{fh});
        close $c->{fh};
    }
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

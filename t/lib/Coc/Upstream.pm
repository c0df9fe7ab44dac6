package Coc::Upstream;

# An application that shows exactly what it was sent: the reply's body is the
# request as it came, head and body.  What no client sees (mirrors) is kept.
#
#     my $app = Coc::Upstream->new;
#     $app->port
#     Coc::Upstream::split_request($reply->{body})  # (head, body)
#     $app->requests                                # all so far, as texts
#
# A path's parts choose another reply: /status/404/… that status,
# /accel/x an X-Accel-Redirect to /x.  The body must have a Content-Length or
# come in chunks (kept as they came).

use strict;
use warnings;

use Carp ();
use Coc::Util qw(tempdir slurp free_port reap wait_for);
use IO::Socket::INET ();
use POSIX ();

sub new
{
    my ($class) = @_;
    my $self = bless {
        dir => tempdir(), port => free_port(), owner => $$,
    }, $class;

    my $listen = IO::Socket::INET->new(
        LocalAddr => '127.0.0.1', LocalPort => $self->{port},
        Proto => 'tcp', Listen => 64, ReuseAddr => 1,
    ) or Carp::croak("listen: $!");

    $self->{pid} = fork;
    Carp::croak("fork: $!") if !defined $self->{pid};

    if ($self->{pid} == 0) {
        $self->_serve($listen);
        POSIX::_exit(0);
    }

    close $listen;
    return $self;
}


sub port { $_[0]{port} }


# Requests so far, in order; those of the first n wait for that many.

sub requests
{
    my ($self, $n) = @_;

    wait_for { -e "$self->{dir}/$n" } if $n;

    my @all;
    for (my $i = 1; -e "$self->{dir}/$i"; $i++) {
        push @all, slurp("$self->{dir}/$i");
    }

    return @all;
}


sub count { my @all = $_[0]->requests; return scalar @all }


sub split_request
{
    my ($text) = @_;
    my ($head, $body) = split /\r\n\r\n/, defined $text ? $text : '', 2;

    return map { defined $_ ? $_ : '' } $head, $body;
}


# One connection after the other; a request that stops half-way is given up.

sub _serve
{
    my ($self, $listen) = @_;
    my $n = 0;

    $SIG{TERM} = 'DEFAULT';

    for ( ;; ) {
        my $fh = $listen->accept or next;
        my $request = _read($fh);

        if (defined $request) {
            $n++;
            open my $out, '>:raw', "$self->{dir}/.new" or POSIX::_exit(1);
            print $out $request;
            close $out;
            rename "$self->{dir}/.new", "$self->{dir}/$n";
            _reply($fh, $request);
        }

        close $fh;
    }
}


sub _read
{
    my ($fh) = @_;
    my $in = '';
    my $head;

    local $SIG{ALRM} = sub { shutdown $fh, 2 };
    alarm 10 * Coc::Util::slow();

    for ( ;; ) {
        if (!defined $head && $in =~ /^(.*?\r\n\r\n)/s) {
            $head = $1;
        }

        if (defined $head) {
            my $need = $head =~ /^Content-Length:\s*(\d+)/mi ? $1 : 0;
            last if $head =~ /^Transfer-Encoding:/mi
                    ? $in =~ /\r\n0\r\n\r\n$|\r\n\r\n0\r\n\r\n$/
                    : length $in >= length($head) + $need;
        }

        my $got = sysread $fh, $in, 65536, length $in;

        if (!$got) {
            $in = undef if !length $in;
            last;
        }
    }

    alarm 0;
    return $in;
}


sub _reply
{
    my ($fh, $request) = @_;
    my ($path) = $request =~ /^\S+ (\S+)/;
    my $status = 200;
    my $more = '';

    $status = $1 if $path =~ m{/status/(\d+)};
    $more = "X-Accel-Redirect: $1\r\n" if $path =~ m{/accel(/.*)$};

    local $SIG{PIPE} = 'IGNORE';
    my $out = "HTTP/1.1 $status Told\r\nContent-Type: text/plain\r\n"
        . 'Content-Length: ' . length($request)
        . "\r\n${more}Connection: close\r\n\r\n$request";

    while (length $out) {
        my $n = syswrite $fh, $out or last;
        substr $out, 0, $n, '';
    }
}


sub stop
{
    my ($self) = @_;
    my $pid = delete $self->{pid} or return;

    kill 'TERM', $pid;
    reap($pid, 10);
}


sub DESTROY
{
    my ($self) = @_;
    local ($?, $!, $@);
    $self->stop if $self->{owner} == $$;
}


1;

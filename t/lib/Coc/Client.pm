package Coc::Client;

# A raw HTTP/1.1 client: it sends what it is told, byte by byte if need be,
# and can wait until the server has read it.
#
#     my $c = Coc::Client->new(port => 8080);       # or unix => path
#     $c->send("POST / HTTP/1.1\r\n…");
#     $c->drained;                                  # nginx has read all of it
#     my $r = $c->response;                         # undef: none came in time
#     $r->{status}, $r->{headers}{'content-type'}, $r->{body}
#
#     my $r = Coc::Client::request($where, 'POST', '/post', $body, %headers);
#     my $r = Coc::Client::curl('--http2-prior-knowledge', …, $url);

use strict;
use warnings;

use Carp ();
use Coc::Util qw(wait_for slow tempdir slurp spew);
use IO::Select ();
use IO::Socket::INET ();
use IO::Socket::UNIX ();
use Socket qw(IPPROTO_TCP TCP_NODELAY SOL_SOCKET SO_LINGER);
use Time::HiRes ();

sub new
{
    my ($class, %arg) = @_;
    my $fh;

    if ($arg{unix}) {
        $fh = IO::Socket::UNIX->new(Peer => $arg{unix});

    } else {
        $fh = IO::Socket::INET->new(
            PeerAddr => '127.0.0.1',
            PeerPort => $arg{port},
            Proto    => 'tcp',
        );
        setsockopt $fh, IPPROTO_TCP, TCP_NODELAY, 1 if $fh;
    }

    Carp::croak("connect: $!") if !$fh;
    $fh->autoflush(1);

    return bless {
        fh      => $fh,
        port    => $arg{port},
        in      => '',
        timeout => ($arg{timeout} || 10) * slow(),
    }, $class;
}


# Sends all; returns the client, so that calls can be chained.

sub send
{
    my ($self, $bytes) = @_;
    my $end = Time::HiRes::time() + $self->{timeout};
    my $select = IO::Select->new($self->{fh});

    local $SIG{PIPE} = 'IGNORE';

    while (length $bytes) {
        my $left = $end - Time::HiRes::time();
        last if $left < 0 || !$select->can_write($left);

        # a server that has replied may close: not an error of the client
        my $n = $self->{fh}->syswrite($bytes, 65536);
        last if !defined $n;
        substr $bytes, 0, $n, '';
    }

    return $self;
}


# Sends in the given pieces, each read by the server before the next is sent.

sub send_pieces
{
    my ($self, @pieces) = @_;

    for my $piece (@pieces) {
        next if $piece eq '';
        $self->send($piece);
        $self->drained;
    }

    return $self;
}


# True once the server's end of the connection has nothing left to read.  The
# kernel shows that for TCP only.

sub drained
{
    my ($self, $seconds) = @_;

    return 1 if !$self->{port};

    my $mine = sprintf ':%04X', $self->{fh}->sockport;
    my $theirs = sprintf ':%04X', $self->{port};

    return wait_for {
        open my $table, '<', '/proc/net/tcp' or return 1;

        while (my $line = <$table>) {
            my (undef, undef, $local, $remote, undef, $queues)
                = split /\s+/, $line;

            if ($local =~ /\Q$theirs\E$/ && $remote =~ /\Q$mine\E$/) {
                return $queues =~ /:0+$/;
            }
        }

        return 1;       # gone
    } $seconds || 5;
}


# The next response, past any 100 Continue (counted in {continued}).  Options:
# head => 1 for the answer to HEAD.

sub response
{
    my ($self, %opt) = @_;
    my $end = Time::HiRes::time() + ($opt{timeout} || $self->{timeout});
    my $continued = 0;

    for ( ;; ) {
        $self->_until(sub { $self->{in} =~ /\r\n\r\n/ }, $end) or return undef;
        $self->{in} =~ s/^(.*?)\r\n\r\n//s;

        my ($first, @lines) = split /\r\n/, $1;
        my ($status) = $first =~ m{^HTTP/\d\.\d (\d+)} or return undef;

        if ($status == 100) {
            $continued++;
            next;
        }

        my %headers;

        for my $line (@lines) {
            my ($name, $value) = $line =~ /^([^:]+):\s*(.*)$/ or next;
            $name = lc $name;
            $headers{$name} = defined $headers{$name}
                            ? "$headers{$name}, $value" : $value;
        }

        my $r = {
            status    => $status,
            headers   => \%headers,
            head      => join("\r\n", $first, @lines),
            continued => $continued,
            body      => '',
        };

        if ($opt{head} || $status == 204 || $status == 304) {
            return $r;
        }

        $r->{body} = $self->_body(\%headers, $end);
        return defined $r->{body} ? $r : undef;
    }
}


# Waits for "100 Continue"; true if it comes before a final reply.

sub continued
{
    my ($self) = @_;
    my $end = Time::HiRes::time() + $self->{timeout};

    $self->_until(sub { $self->{in} =~ /\r\n\r\n/ }, $end) or return 0;
    return $self->{in} =~ s{^HTTP/1\.1 100 [^\r\n]*\r\n\r\n}{} ? 1 : 0;
}


# True if nothing comes within the time (seconds): the server is waiting.

sub silent
{
    my ($self, $seconds) = @_;
    return $self->{in} eq ''
        && !IO::Select->new($self->{fh})->can_read($seconds);
}


# True once the server has closed the connection.

sub closed
{
    my ($self) = @_;
    my $end = Time::HiRes::time() + $self->{timeout};

    $self->_until(sub { 0 }, $end);
    return $self->{eof} ? 1 : 0;
}


sub close { CORE::close($_[0]{fh}) }

# Half-close: the server reads an end of file.

sub finish { shutdown $_[0]{fh}, 1; return $_[0] }

# Reset: what a client that crashed looks like.

sub abort
{
    my ($self) = @_;
    setsockopt $self->{fh}, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0);
    CORE::close($self->{fh});
}


sub _until
{
    my ($self, $done, $end) = @_;
    my $select = IO::Select->new($self->{fh});

    until ($done->()) {
        my $left = $end - Time::HiRes::time();
        return 0 if $left < 0 || $self->{eof} || !$select->can_read($left);

        my $n = sysread $self->{fh}, $self->{in}, 65536, length $self->{in};

        if (!$n) {
            $self->{eof} = 1;
            return $done->() ? 1 : 0;
        }
    }

    return 1;
}


sub _take
{
    my ($self, $n, $end) = @_;
    $self->_until(sub { length $self->{in} >= $n }, $end) or return undef;
    return substr $self->{in}, 0, $n, '';
}


sub _body
{
    my ($self, $headers, $end) = @_;

    if (($headers->{'transfer-encoding'} || '') =~ /chunked/i) {
        my $body = '';

        for ( ;; ) {
            $self->_until(sub { $self->{in} =~ /\r\n/ }, $end)
                or return undef;
            $self->{in} =~ s/^([0-9a-fA-F]+)[^\r\n]*\r\n// or return undef;

            my $n = hex $1;
            my $chunk = $self->_take($n + 2, $end);
            return undef if !defined $chunk;
            return $body if $n == 0;
            $body .= substr $chunk, 0, $n;
        }
    }

    if (defined $headers->{'content-length'}) {
        return $self->_take($headers->{'content-length'}, $end);
    }

    $self->_until(sub { 0 }, $end);
    my $body = $self->{in};
    $self->{in} = '';
    return $self->{eof} ? $body : undef;
}


# The text of a request.  A body without Content-Length or Transfer-Encoding
# among the headers gets its length.

sub format_request
{
    my ($method, $uri, $body, %headers) = @_;
    my %have = map { lc($_) => 1 } keys %headers;

    $headers{Host} = 'localhost' if !$have{host};

    if (defined $body && !$have{'content-length'}
        && !$have{'transfer-encoding'})
    {
        $headers{'Content-Length'} = length $body;
    }

    return "$method $uri HTTP/1.1\r\n"
        . join('', map { defined $headers{$_} ? "$_: $headers{$_}\r\n" : () }
                   sort keys %headers)
        . "\r\n" . (defined $body ? $body : '');
}


# The body as chunks of the given sizes (the last repeats), with the end.

sub chunked
{
    my ($body, @sizes) = @_;
    my $out = '';
    my $size = 4096;

    while (length $body) {
        $size = shift @sizes if @sizes;
        my $piece = substr $body, 0, $size, '';
        $out .= sprintf("%x\r\n", length $piece) . "$piece\r\n";
    }

    return $out . "0\r\n\r\n";
}


# One request on a connection of its own.  $where: an object with a port
# method, a port, or a socket's path.

sub request
{
    my ($where, $method, $uri, $body, %headers) = @_;
    my $client = connect_to($where);

    $client->send(format_request($method, $uri, $body,
                                 Connection => 'close', %headers));
    my $r = $client->response(head => $method eq 'HEAD');
    $client->close;
    return $r;
}


sub connect_to
{
    my ($where, %arg) = @_;

    $where = $where->port if ref $where;
    return Coc::Client->new($where =~ m{^/} ? (unix => $where)
                                            : (port => $where), %arg);
}


# curl, for what it speaks better: HTTP/2.  Returns a response as above, plus
# {curl} (its exit status) and {version}.

sub curl
{
    my (@args) = @_;
    my $dir = tempdir();
    my $pid = fork;

    Carp::croak("fork: $!") if !defined $pid;

    if ($pid == 0) {
        open STDOUT, '>', "$dir/out";
        open STDERR, '>', "$dir/err";
        exec 'curl', '-sS', '-m', 30 * slow(), '-D', "$dir/head",
            '-o', "$dir/body", '-w', '%{http_code} %{http_version}', @args;
        exit 127;
    }

    waitpid $pid, 0;

    my $exit = $? >> 8;
    my ($status, $version) = split / /, slurp("$dir/out") || '';
    my @blocks = split /\r\n\r\n/, slurp("$dir/head") || '';
    my %headers;

    for my $line (split /\r\n/, @blocks ? $blocks[-1] : '') {
        $headers{lc $1} = $2 if $line =~ /^([^:\s]+):\s*(.*)$/;
    }

    return {
        status  => $status,
        version => $version,
        headers => \%headers,
        body    => slurp("$dir/body"),
        curl    => $exit,
        stderr  => slurp("$dir/err"),
    };
}


1;

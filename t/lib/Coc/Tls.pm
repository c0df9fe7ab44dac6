package Coc::Tls;

# A certificate authority of our own, and what it signs.
#
#     my $tls = Coc::Tls->new;
#     $tls->ca; $tls->cert; $tls->key;              # a server's: files
#     $tls->client_cert; $tls->client_key;          # a client's
#     my ($cert, $key) = $tls->issue('name', san => 'DNS:other.test');
#     my ($cert, $key) = $tls->expired('name', san => 'DNS:other.test');
#     join ' ', $tls->words(cert => 1);             # for coc_redis
#
# The server's holds 127.0.0.1, localhost and redis.test.

use strict;
use warnings;

use Carp ();
use Coc::Util qw(tempdir slurp);
use POSIX ();

sub new
{
    my ($class) = @_;
    my $self = bless { dir => tempdir() }, $class;

    $self->_openssl('req', '-x509', $self->_new_key('ca'),
        '-days', 30, '-subj', '/CN=test authority');
    $self->issue('server', san => 'IP:127.0.0.1,DNS:localhost,DNS:redis.test');
    $self->issue('client', san => 'DNS:client.test');

    return $self;
}


sub ca          { "$_[0]{dir}/ca.pem" }
sub cert        { "$_[0]{dir}/server.pem" }
sub key         { "$_[0]{dir}/server.key" }
sub client_cert { "$_[0]{dir}/client.pem" }
sub client_key  { "$_[0]{dir}/client.key" }


# What coc_redis and --redis need to be told.  cert => 1: a client's as well.

sub words
{
    my ($self, %arg) = @_;
    my @words = ('tls', 'ca=' . $self->ca, 'tls_name=redis.test');

    if ($arg{cert}) {
        push @words, 'cert=' . $self->client_cert, 'key=' . $self->client_key;
    }

    return @words;
}


# A certificate by this authority: the files' names.

sub issue
{
    my ($self, $name, %arg) = @_;
    my $dir = $self->{dir};

    $self->_openssl('req', '-x509', $self->_new_key($name),
        '-CA', "$dir/ca.pem", '-CAkey', "$dir/ca.key", '-days', 30,
        '-subj', "/CN=$name", '-addext', 'basicConstraints=critical,CA:FALSE',
        '-addext', 'subjectAltName=' . ($arg{san} || "DNS:$name"));

    return ("$dir/$name.pem", "$dir/$name.key");
}


# The same, of yesterday.

sub expired
{
    my ($self, $name, %arg) = @_;
    my $dir = $self->{dir};

    open my $fh, '>', "$dir/$name.ext" or Carp::croak("$name.ext: $!");
    print $fh 'subjectAltName=' . ($arg{san} || "DNS:$name") . "\n";
    close $fh;

    $self->_openssl('req', '-new', $self->_new_key($name), '-subj',
        "/CN=$name");
    $self->_openssl('x509', '-req', '-in', "$dir/$name.pem",
        '-CA', "$dir/ca.pem", '-CAkey', "$dir/ca.key", '-CAcreateserial',
        _past(), '-extfile', "$dir/$name.ext", '-out', "$dir/$name.pem");

    return ("$dir/$name.pem", "$dir/$name.key");
}


# A day gone by: OpenSSL 3.4 and later take no days below 0, those before have
# no dates.

sub _past
{
    return `openssl x509 -help 2>&1` =~ /-not_after/
        ? ('-not_before', '20200101000000Z', '-not_after', '20200102000000Z')
        : ('-days', -1);
}


sub _new_key
{
    my ($self, $name) = @_;

    return ('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
            '-keyout', "$self->{dir}/$name.key",
            '-out', "$self->{dir}/$name.pem");
}


sub _openssl
{
    my ($self, @args) = @_;
    my $log = "$self->{dir}/openssl.log";
    my $pid = fork;

    Carp::croak("fork: $!") if !defined $pid;

    if ($pid == 0) {
        open STDOUT, '>>', $log;
        open STDERR, '>&', \*STDOUT;
        { no warnings 'exec'; exec 'openssl', @args; }
        POSIX::_exit(127);
    }

    local $?;
    waitpid $pid, 0;
    Carp::croak("openssl @args: " . slurp($log)) if $?;
}


1;

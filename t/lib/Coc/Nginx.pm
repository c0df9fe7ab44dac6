package Coc::Nginx;

# nginx instances with the module, as many at once as a test likes.
#
#     my $nginx = Coc::Nginx->new(
#         server => "location / { coc on; … }",     # in the default server
#         http   => "coc_zone coc:1m;",             # beside it
#         main   => "",                             # beside events
#         workers => 1,
#     )->start;
#
#     $nginx->port;  $nginx->dir;  $nginx->file('rules.yaml', $text);
#     $nginx->reload;  $nginx->wait_log(qr/…/);  $nginx->workers;
#     $nginx->stop;          # quits, then asserts that it was clean
#
# In the texts, %%DIR%% is the instance's folder, %%PORT%% its port, %%ROOT%%
# the project's folder.  conf => text replaces the whole configuration but the
# load_module line.
#
# stop() adds one test: no alert, no emerg, nobody killed by a signal, each
# worker ended with 0, no report of a sanitizer.  expect => [ qr/…/, … ] are
# lines that the test provokes.

use strict;
use warnings;

use Carp ();
use Coc::Client ();
use Coc::Util qw(root build_dir sanitized tempdir wait_for free_port reap
                 slurp spew nginx_binary);
use IO::Socket::INET ();
use POSIX ();
use Test::More ();

my %running;


sub new
{
    my ($class, %arg) = @_;
    my $self = bless {
        level   => 'info',
        workers => 1,
        module  => 1,
        expect  => [],
        server  => '',
        http    => '',
        main    => '',
        owner   => $$,
        %arg,
        dir     => tempdir(),
        port    => free_port(),
        name    => $arg{name} || 'nginx',
    }, $class;

    mkdir "$self->{dir}/$_" for qw(logs tmp html);
    return $self;
}


sub port { $_[0]{port} }
sub dir  { $_[0]{dir} }
sub pid  { $_[0]{pid} }
sub url  { "http://127.0.0.1:$_[0]{port}" . (defined $_[1] ? $_[1] : '') }

sub error_log  { slurp("$_[0]{dir}/logs/error.log") || '' }
sub access_log { slurp("$_[0]{dir}/logs/access.log") || '' }


# A file in the instance's folder; returns its path.

sub file
{
    my ($self, $name, $text) = @_;
    my $path = "$self->{dir}/$name";

    spew($path, $text) if defined $text;
    return $path;
}


sub _expand
{
    my ($self, $text) = @_;
    my %word = (DIR => $self->{dir}, PORT => $self->{port}, ROOT => root());

    $text =~ s/%%(DIR|PORT|ROOT)%%/$word{$1}/g;
    return $text;
}


# Writes nginx.conf anew (after a change of {server} and so on).

sub configure
{
    my ($self, %arg) = @_;
    @$self{keys %arg} = values %arg;

    my $load = $self->{module}
        ? 'load_module ' . build_dir() . "/ngx_http_coc_module.so;\n" : '';
    my $user = $> == 0 ? "user root root;\n" : '';
    my $conf = $self->{conf};

    if (!defined $conf) {
        $conf = <<"END";
worker_processes $self->{workers};
$self->{main}
events {
    worker_connections 256;
}
http {
    access_log logs/access.log;
    client_body_temp_path tmp/body;
    proxy_temp_path tmp/proxy;
    fastcgi_temp_path tmp/fastcgi;
    uwsgi_temp_path tmp/uwsgi;
    scgi_temp_path tmp/scgi;
    default_type text/plain;
$self->{http}
    server {
        listen 127.0.0.1:%%PORT%%;
        server_name localhost;
        root html;
$self->{server}
    }
}
END
    }

    spew("$self->{dir}/nginx.conf", $self->_expand(
        "$load${user}pid logs/nginx.pid;\n"
        . "error_log logs/error.log $self->{level};\n$conf"));

    return $self;
}


sub _command
{
    my ($self, @more) = @_;
    my $dir = $self->{dir};

    return (nginx_binary(), '-p', "$dir/", '-c', "$dir/nginx.conf",
            '-e', "$dir/logs/error.log", @more);
}


sub _exec
{
    my ($self, $out, @command) = @_;
    my $pid = fork;

    Carp::croak("fork: $!") if !defined $pid;
    return $pid if $pid;

    $ENV{COC_ASAN_LOG} = "$self->{dir}/logs/asan";
    open STDIN, '<', '/dev/null';
    open STDOUT, '>>', $out;
    open STDERR, '>&', \*STDOUT;
    { no warnings 'exec'; exec { $command[0] } @command; }
    POSIX::_exit(127);
}


# nginx -t: (true if it passes, what it says).

sub test
{
    my ($self, %arg) = @_;
    my $out = "$self->{dir}/logs/test";

    $self->configure(%arg);
    unlink $out;

    my $pid = $self->_exec($out, $self->_command('-t'));
    my $status = reap($pid, 60);

    return (defined $status && $status == 0, slurp($out) . $self->_reports);
}


sub start
{
    my ($self) = @_;

    $self->configure;
    $self->{pid} = $self->_exec("$self->{dir}/logs/stderr",
                                $self->_command('-g', 'daemon off;'));
    $running{$self->{dir}} = $self;

    my $up = wait_for {
        local $?;
        if (waitpid($self->{pid}, 1) == $self->{pid}) {
            delete $self->{pid};
            return 1;
        }

        # the workers take connections, not only the master's socket
        return $self->workers >= $self->{workers}
            && ($self->{conf} || IO::Socket::INET->new(
                    PeerAddr => '127.0.0.1', PeerPort => $self->{port}));
    } 30;

    if (!$up || !$self->{pid}) {
        Carp::croak("$self->{name} did not start:\n"
                    . (slurp("$self->{dir}/logs/stderr") || '')
                    . $self->error_log . $self->_reports);
    }

    return $self;
}


# Process ids of the workers that are not on their way out.

sub workers
{
    my ($self) = @_;
    return () if !$self->{pid};
    return $self->_children(qr/^nginx: worker process$/);
}


sub _children
{
    my ($self, $title) = @_;
    my @pids = split ' ',
        slurp("/proc/$self->{pid}/task/$self->{pid}/children") || '';

    return grep {
        my $line = slurp("/proc/$_/cmdline") || '';
        $line =~ s/\0+$//;
        $line =~ $title;
    } @pids;
}


sub signal
{
    my ($self, $name) = @_;
    kill $name, $self->{pid} if $self->{pid};
    return $self;
}


# Reloads with the configuration as it is now ({server} and so on may be
# given); waits until new workers serve and, with wait_old => 1, the old ones
# are gone.  False if the new configuration was refused.

sub reload
{
    my ($self, %arg) = @_;
    my $wait_old = delete $arg{wait_old};
    my %old = map { $_ => 1 } $self->workers;
    my $from = length $self->error_log;

    $self->configure(%arg);
    $self->signal('HUP');

    my $done = wait_for {
        my @new = grep { !$old{$_} } $self->workers;
        return 'yes' if @new >= $self->{workers};
        return 'no' if substr($self->error_log, $from) =~ /\[emerg\]/;
    } 30;

    return 0 if !$done || $done eq 'no';

    if ($wait_old) {
        wait_for { !grep { -d "/proc/$_" } keys %old } 30 or return 0;
    }

    return 1;
}


# Waits for a line in the error log; returns what matched.

sub wait_log
{
    my ($self, $what, $seconds) = @_;

    return wait_for {
        $self->error_log =~ /($what)/ ? $1 : undef;
    } $seconds;
}


sub wait_access
{
    my ($self, $what, $seconds) = @_;

    return wait_for {
        $self->access_log =~ /($what)/ ? $1 : undef;
    } $seconds;
}


sub request
{
    my ($self, @args) = @_;
    return Coc::Client::request($self, @args);
}


sub client
{
    my ($self, %arg) = @_;
    return Coc::Client::connect_to($self, %arg);
}


sub _reports
{
    my ($self) = @_;
    return join '', map { slurp($_) } glob("$self->{dir}/logs/asan*");
}


# What an nginx that ran well does not leave behind.

sub problems
{
    my ($self) = @_;
    my @bad;

    for my $line (split /\n/, $self->error_log
                              . (slurp("$self->{dir}/logs/stderr") || ''))
    {
        next if grep { $line =~ $_ } @{$self->{expect}};

        if ($line =~ /\[(?:alert|emerg)\]/
            || $line =~ /exited on signal/
            || $line =~ /process \d+ exited with (?:fatal )?code [1-9]/
            || $line =~ /Sanitizer|runtime error:/)
        {
            push @bad, $line;
        }
    }

    push @bad, split /\n/, $self->_reports;
    return @bad;
}


# Ends nginx (QUIT; signal => 'TERM' for at once) and says whether all was
# well, as one test.

sub stop
{
    my ($self, %arg) = @_;
    my @bad;

    delete $running{$self->{dir}};

    if (my $pid = delete $self->{pid}) {
        kill $arg{signal} || 'QUIT', $pid;
        my $status = reap($pid, $arg{timeout} || 20);

        if (!defined $status) {
            push @bad, 'did not end in time';
            $self->{pid} = $pid;
            $self->_kill;

        } elsif ($status != 0) {
            push @bad, "ended with status $status";
        }
    }

    push @bad, $self->problems;

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    Test::More::ok(!@bad, "$self->{name}: ended clean")
        or Test::More::diag(join "\n", @bad[0 .. ($#bad < 60 ? $#bad : 60)]);

    return !@bad;
}


# The whole group, for tests that died and for crashes on purpose.

sub _kill
{
    my ($self) = @_;
    my $pid = delete $self->{pid} or return;
    my @all = ($pid, split ' ', slurp("/proc/$pid/task/$pid/children") || '');

    kill 'KILL', @all;
    reap($pid, 10);
}


END {
    my $status = $?;

    for my $self (values %running) {
        next if $self->{owner} != $$;
        my @bad = $self->problems;

        print STDERR map { "# $self->{name}: $_\n" } 'was not stopped', @bad;
        $self->_kill;
        $status ||= 1;
    }

    %running = ();
    $? = $status;
}


1;

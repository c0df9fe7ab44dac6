package Coc::Util;

# What every part of the harness needs: waiting for a condition, folders that
# go away, ports that no other test takes.

use strict;
use warnings;

use Carp ();
use Cwd ();
use Exporter 'import';
use Fcntl ':flock';
use File::Path ();
use File::Temp ();
use IO::Socket::INET ();
use Time::HiRes ();

our @EXPORT_OK = qw(root build_dir sanitized slow wait_for tempdir free_port
                    slurp spew shared reap nginx_binary);


# The project's root folder.

sub root
{
    return $ENV{COC_ROOT} if $ENV{COC_ROOT};

    my $here = Cwd::abs_path(__FILE__);
    $here =~ s{/t/lib/Coc/Util\.pm$}{};
    return $here;
}


# Where the module and cocctl lie.

sub build_dir { $ENV{COC_BUILD_DIR} || root() . '/build' }


sub sanitized { ($ENV{COC_PROFILE} || '') =~ /^sanitize/ ? 1 : 0 }


# What a time limit is multiplied with.

sub slow { sanitized() ? 4 : 1 }


sub nginx_binary
{
    return $ENV{TEST_NGINX_BINARY} if $ENV{TEST_NGINX_BINARY};

    for my $dir (split(/:/, $ENV{PATH}), '/usr/sbin', '/usr/local/sbin') {
        return "$dir/nginx" if -x "$dir/nginx";
    }

    die "no nginx found\n";
}


# Data that is not part of the project: $COC_SHARED, or ../shared beside it.
# Returns undef where it is missing; a test that needs it then skips.

sub shared
{
    my ($path) = @_;
    my $dir = $ENV{COC_SHARED} || root() . '/../shared';
    my $file = defined $path ? "$dir/$path" : $dir;

    return -e $file ? $file : undef;
}


# Calls the code until it returns true; returns that, or undef after the time
# (seconds, default 10).  There is no sleep for a guessed time anywhere else.

sub wait_for(&;$)
{
    my ($code, $seconds) = @_;
    my $end = Time::HiRes::time() + ($seconds || 10) * slow();
    my $pause = 0.001;

    for ( ;; ) {
        my $got = $code->();
        return $got if $got;
        return undef if Time::HiRes::time() > $end;

        Time::HiRes::sleep($pause);
        $pause *= 1.5 if $pause < 0.05;
    }
}


# A folder with a short name (a unix socket's path has 107 bytes at most) that
# is removed at exit, unless TEST_NGINX_LEAVE is set.

sub tempdir
{
    my $dir = File::Temp::tempdir('coc-XXXXXX', TMPDIR => 1);
    my $pid = $$;

    chmod 0755, $dir;
    push @Coc::Util::dirs, [ $pid, $dir ];
    return $dir;
}


# A port on the loopback that no other test has: a lock file is held on it for
# the life of the process, and it is below the range that the kernel gives to
# outgoing connections.

sub free_port
{
    my $locks = ($ENV{TMPDIR} || '/tmp') . "/coc-ports.$<";
    mkdir $locks, 0700;

    for (1 .. 500) {
        my $port = 20000 + int rand 10000;

        open my $lock, '>', "$locks/$port" or next;
        flock $lock, LOCK_EX | LOCK_NB or next;

        my $probe = IO::Socket::INET->new(
            LocalAddr => '127.0.0.1',
            LocalPort => $port,
            Proto     => 'tcp',
            Listen    => 1,
            ReuseAddr => 1,
        ) or next;

        close $probe;
        push @Coc::Util::locks, $lock;
        return $port;
    }

    Carp::croak('no free port');
}


sub slurp
{
    my ($path) = @_;
    open my $fh, '<:raw', $path or return undef;
    local $/;
    my $text = <$fh>;
    return defined $text ? $text : '';
}


sub spew
{
    my ($path, $text) = @_;
    open my $fh, '>:raw', $path or Carp::croak("$path: $!");
    print $fh $text;
    close $fh or Carp::croak("$path: $!");
}


# Waits for a child to end; returns its status as in $?, undef if it is still
# there after the time.

sub reap
{
    my ($pid, $seconds) = @_;
    my $status;

    wait_for {
        local $?;
        my $got = waitpid $pid, 1;      # WNOHANG
        return 0 if $got == 0;
        $status = $got == $pid ? $? : 0;
        return 1;
    } $seconds;

    return $status;
}


END {
    local ($?, $!, $@);

    for my $entry (@Coc::Util::dirs) {
        my ($pid, $dir) = @$entry;
        next if $pid != $$;

        if ($ENV{TEST_NGINX_LEAVE}) {
            print STDERR "# left: $dir\n";

        } else {
            File::Path::remove_tree($dir, { error => \my $ignored });
        }
    }
}


1;

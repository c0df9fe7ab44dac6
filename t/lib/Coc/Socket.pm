package Coc::Socket;

# Test::Nginx::Socket with the module loaded, and with what this project asks
# of every nginx run:
#
#     use lib 't/lib';
#     use Coc::Socket 'no_plan';
#     run_tests();
#     __DATA__
#     === TEST 1: …
#
# Each block also checks that the error log has no alert, no emerg, no crash
# and no sanitizer's report, at shutdown too.  A block that provokes one says
# --- provokes.  Variables for the blocks: $TEST_NGINX_COC_ROOT (the project's
# folder), $TEST_NGINX_COC_DIR (a folder for the test's own files).

BEGIN {
    require Coc::Util;

    # A port that no other test has, and a folder of its own under build/.
    # TEST_NGINX_RANDOMIZE would take any port, and put its folder into t/.

    delete $ENV{TEST_NGINX_RANDOMIZE};
    $ENV{TEST_NGINX_PORT} = Coc::Util::free_port();

    my ($name) = $0 =~ m{([^/]+)\.t$};
    $ENV{TEST_NGINX_SERVROOT} = Coc::Util::build_dir() . '/servroot-'
        . ($name || $$);

    $ENV{TEST_NGINX_NO_SHUFFLE} = 1 if !defined $ENV{TEST_NGINX_NO_SHUFFLE};
    $ENV{TEST_NGINX_TIMEOUT} = 5 * Coc::Util::slow()
        if !defined $ENV{TEST_NGINX_TIMEOUT};
    $ENV{TEST_NGINX_LOG_LEVEL} = 'info'
        if !defined $ENV{TEST_NGINX_LOG_LEVEL};
    $ENV{TEST_NGINX_BINARY} = Coc::Util::nginx_binary();
    $ENV{TEST_NGINX_LOAD_MODULES} = Coc::Util::build_dir()
        . '/ngx_http_coc_module.so';
    $ENV{TEST_NGINX_COC_ROOT} = Coc::Util::root();
    $ENV{TEST_NGINX_COC_DIR} = Coc::Util::tempdir();
    $ENV{COC_ASAN_LOG} = "$ENV{TEST_NGINX_COC_DIR}/asan";

    # where make deps-test unpacked it, for a prove without make

    push @INC, map { Coc::Util::root() . "/build/perl/$_" }
        'usr/share/perl5', 'lib/perl5';
}

use File::Path ();
use Test::Nginx::Socket -Base;

my @never = ('[alert]', '[emerg]', 'exited on signal', 'exited with code 1',
             'Sanitizer', 'runtime error:');

Test::Nginx::Socket::add_block_preprocessor(sub {
    my $block = shift;

    if (!defined $block->user_files && !defined $block->request
        && !defined $block->raw_request && !defined $block->pipelined_requests)
    {
        $block->set_value('request', 'GET /');
    }

    if (defined $block->provokes || defined $block->must_die) {
        return;
    }

    my $more = $block->no_error_log;
    my @all = (@never, defined $more
                       ? (ref $more ? @$more : split /\n/, $more) : ());

    $block->set_value('no_error_log', join("\n", grep { length } @all) . "\n");
});

# The last block's server: Test::Nginx finds it by a file that is gone by then.

my $stop = sub {
    my $file = "$ENV{TEST_NGINX_SERVROOT}/logs/nginx.pid";
    my ($pid) = (Coc::Util::slurp($file) || '') =~ /^(\d+)$/ or return;

    kill 'TERM', $pid;
    Coc::Util::wait_for { !-e "/proc/$pid/exe" }
        or Test::More::fail("nginx $pid does not end");
};


Test::Nginx::Socket::add_cleanup_handler(sub {
    $stop->() if !$ENV{TEST_NGINX_NO_CLEAN};

    my @reports = glob("$ENV{TEST_NGINX_COC_DIR}/asan*");

    Test::More::fail("sanitizer: $_") for @reports;
    Test::More::diag(Coc::Util::slurp($_)) for @reports;

    if (!@reports && !$ENV{TEST_NGINX_LEAVE}
        && Test::More->builder->is_passing)
    {
        File::Path::remove_tree($ENV{TEST_NGINX_SERVROOT});
    }
});


1;

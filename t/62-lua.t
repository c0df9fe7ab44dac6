#!/usr/bin/perl

# Lua reads the body before our phase, or puts another in its place: what is
# forwarded is what was screened.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::Nginx;
use Coc::Rules;
use Coc::Upstream;
use Coc::Util qw(root build_dir);

# where make deps-test unpacked it, or the system's

my $modules = 'usr/lib/nginx/modules';
my ($root) = grep { -f "$_/$modules/ngx_http_lua_module.so" }
    root() . '/build/lua', '';
my ($ndk) = grep { -f } map { "$_/$modules/ndk_http_module.so" }
    defined $root ? $root : (), '';

plan skip_all => 'NOT TESTED: no libnginx-mod-http-lua here'
    if !defined $root || !$ndk;

my $lua = "$root/$modules/ngx_http_lua_module.so";

$ENV{LD_LIBRARY_PATH} = join ':', glob "$root/usr/lib/*-linux-gnu" if $root;

my ($loads, $said) = Coc::Nginx->new(module => 0)->test(
    main => "load_module $ndk;\nload_module $lua;");

plan skip_all => "NOT TESTED: the Lua module does not load here: $said"
    if !$loads;

my $app = Coc::Upstream->new;
my $port = $app->port;

for my $order ('Lua first', 'Lua last') {
    my $nginx = Coc::Nginx->new(name => $order, module => 0);
    my $rules = Coc::Rules::write_to($nginx->dir);
    my @load = ($ndk, $lua);
    my $ours = build_dir() . '/ngx_http_coc_module.so';
    my $to = "proxy_pass http://127.0.0.1:$port;";

    $order eq 'Lua first' ? push @load, $ours : unshift @load, $ours;

    $nginx->configure(
        main => join('', map { "load_module $_;\n" } @load),
        http => "lua_package_path '$root/usr/share/lua/5.1/?.lua;;';",
        server => <<"END");
        coc on;
        coc_rules $rules;
        coc_kind \$kind;
        set \$kind post;
        proxy_set_header X-CoC-Verdict \$coc_verdict;
        client_body_buffer_size 1k;

        location / { $to }

        location /read/ {
            rewrite_by_lua_block { ngx.req.read_body() }
            $to
        }
        location /access/ {
            access_by_lua_block {
                ngx.req.read_body()
                ngx.var.kind = "comment"
            }
            $to
        }
        location /replaced/ {
            rewrite_by_lua_block {
                ngx.req.read_body()
                ngx.req.set_body_data(ngx.unescape_uri(ngx.var.arg_by))
            }
            $to
        }
        location /same-size/ {
            rewrite_by_lua_block {
                ngx.req.read_body()
                local data = ngx.req.get_body_data()
                ngx.req.set_body_data((data:gsub("blackward", "blockword")))
            }
            $to
        }
        location /file/ {
            rewrite_by_lua_block {
                ngx.req.read_body()
                ngx.req.set_body_file(ngx.var.document_root .. ngx.var.arg_by)
            }
            $to
        }
        location /made/ {
            rewrite_by_lua_block {
                ngx.req.read_body()
                ngx.req.init_body()
                for i = 1, 300 do ngx.req.append_body("a word ") end
                ngx.req.append_body(ngx.var.arg_by)
                ngx.req.finish_body()
            }
            $to
        }
        location /type/ {
            rewrite_by_lua_block {
                ngx.req.read_body()
                ngx.req.set_header("Content-Type", "application/json")
            }
            $to
        }
        location /forged/ {
            rewrite_by_lua_block {
                ngx.req.set_header("X-CoC-Verdict", "pass")
            }
            proxy_set_header X-CoC-Verdict \$http_x_coc_verdict;
            $to
        }
END
    $nginx->file('html/fine', 'a fine file');
    $nginx->file('html/bad', 'a file with a blockword' . ' x' x 10000);
    $nginx->start;

    my $post = sub {
        my ($uri, $body) = @_;
        my $r = $nginx->request('POST', $uri, $body,
                                'Content-Type' => 'text/plain');
        return ('none', '') if !$r;
        return ($r->{status}, '') if $r->{status} != 200;

        my ($head, $got) = Coc::Upstream::split_request($r->{body});
        return ($head =~ /^X-CoC-Verdict: (\S+)/m ? $1 : '-', $got);
    };

    my $long = 'x ' x 3000;

    for my $case (
        # where, body, verdict, what is forwarded (undef: nothing)
        [ '/read/', 'a flagword', 'flag', 'a flagword' ],
        [ '/read/', 'a blockword', 403 ],
        [ '/read/', "$long flagword", 'flag', "$long flagword" ],
        [ '/read/', "$long blockword", 403 ],
        [ '/access/', 'a flagword', 'flag', 'a flagword' ],
        [ '/access/', 'a commentword', 403 ],
        [ '/replaced/?by=fine', 'a blockword', 'pass', 'fine' ],
        [ '/replaced/?by=blockword', 'fine', 403 ],
        [ '/replaced/?by=flagword', "$long x", 'flag', 'flagword' ],
        [ '/replaced/?by=blockword', "$long x", 403 ],
        [ '/replaced/?by=blockword', '', 403 ],
        [ '/same-size/', 'a blackward', 403 ],
        [ '/same-size/', 'a whiteword', 'pass', 'a whiteword' ],
        [ '/file/?by=/fine', 'a blockword', 'pass', 'a fine file' ],
        [ '/file/?by=/bad', 'fine', 403 ],
        [ '/made/?by=blockword', 'fine', 403 ],
        [ '/made/?by=flagword', $long, 'flag', 'a word ' x 300 . 'flagword' ],
        [ '/type/', '["block\\u0077ord"]', 403 ],
        [ '/forged/', 'flagword', '-', 'flagword' ],
    ) {
        my ($uri, $body, $want, $forwarded) = @$case;
        my ($verdict, $got) = $post->($uri, $body);
        my $what = sprintf '%s, %s, %d bytes', $order, $uri, length $body;

        is($verdict, $want, "$what: $want");
        ok($got eq $forwarded, 'and as it was screened') if defined $forwarded;
    }

    is(() = $nginx->error_log =~ m{POST /(?:read)/.*replaced by another}g, 0,
       'a body that was only read is not read twice');

    $nginx->stop;
}

$app->stop;
done_testing();

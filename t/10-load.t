#!/usr/bin/perl

# The module loads, beside nothing and twice over a reload; the shipped policy
# and the default rules are accepted; what is wrong is refused with its place.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Nginx;
use Coc::Redis;
use Coc::Rules;
use Coc::Util qw(root slurp sanitized);


my $plain = Coc::Nginx->new(name => 'nothing switched on');
my ($ok, $said) = $plain->test;

ok($ok, 'nginx -t with the module') or diag($said);
$plain->start;
is($plain->request('GET', '/none')->{status}, 404, 'serves as before');
ok($plain->reload(wait_old => 1), 'reload');
is($plain->request('GET', '/none')->{status}, 404, 'and after a reload');
$plain->stop;


# the example, with this tree's paths

my $redis = Coc::Redis->new;
my $shop = Coc::Nginx->new(name => 'example.conf');
my $policy = slurp(root() . '/conf/example.conf');
my $socket = $redis->socket;

$shop->file('secret', 'a secret of at least thirty-two bytes');
$policy =~ s{/etc/nginx/coc/rules}{%%ROOT%%/rules};
$policy =~ s{/etc/nginx/coc/coc\.model}{%%ROOT%%/model/coc.model};
$policy =~ s{/etc/nginx/coc/secret}{%%DIR%%/secret};
$policy =~ s{unix:/run/redis/[\w.-]+}{unix:$socket};

my %conf = (
    http => <<'END',
    coc_zone coc:1m;
    map $http_x_member $member { default $http_x_member; }
END
    server => <<"END",
$policy
        location / { proxy_pass http://127.0.0.1:%%PORT%%/app; }
        location /app { coc off; return 200 "received\\n"; }
END
);

($ok, $said) = $shop->test(%conf);
ok($ok, 'nginx -t with conf/example.conf') or diag($said);

$shop->start;

my $r = $shop->request('POST', '/', 'text=Which+dose+would+you+use%3F',
    'Content-Type' => 'application/x-www-form-urlencoded',
    'X-Member' => 'dr_lee');

is($r->{status}, 200, 'a question is forwarded');
is($r->{body}, "received\n", 'and answered by the application');

$r = $shop->request('POST', '/', 'You are an idiot.',
    'Content-Type' => 'text/plain', 'X-Member' => 'dr_fox');
isnt($r->{status}, 200, 'name-calling is not');
like($r->{headers}{'content-type'}, qr{^application/problem\+json},
     'and told why');

ok($shop->reload(wait_old => 1), 'reload under the example');
is($shop->request('GET', '/app')->{status}, 200, 'serves on');
$shop->stop;


# what nginx -t must refuse, and the words that say where

my $dir = $plain->dir;

$plain->file('bad.yaml', <<'END');
section: ugly
rules:
  - id: t-1
    title: An unbalanced pattern
    severity: 2
    action: block
    view: folded
    any: ['(a']
    tests: {hit: ['a'], miss: ['b']}
END
$plain->file('tab.yaml', "section: ugly\nrules:\n\t- id: t-1\n");

for my $case (
    [ 'coc maybe;',                  qr/invalid value "maybe"/ ],
    [ 'coc on; coc off;',            qr/"coc" directive is duplicate/ ],
    [ "coc on; coc_rules $dir/none.yaml;", qr/none\.yaml/ ],
    [ "coc on; coc_rules $dir/bad.yaml;", qr/bad\.yaml:8:\d+: / ],
    [ "coc on; coc_rules $dir/tab.yaml;", qr/tab\.yaml:3:\d+: / ],
    [ 'coc_block_code 200;',         qr/between 400 and 599/ ],
    [ 'coc_nudge_code 99;',          qr/between 400 and 599/ ],
    [ 'coc_redis_fail maybe;',       qr/invalid value "maybe"/ ],
    [ 'coc_malformed maybe;',        qr/invalid value "maybe"/ ],
    [ 'coc_overflow maybe;',         qr/invalid value "maybe"/ ],
    [ 'coc_ladder 3=shout;',         qr/coc_ladder|shout/ ],
    [ 'coc_ladder 6=mute:1h 3=warn;', qr/coc_ladder/ ],
    [ 'coc_kind $coc_body_kind;',    qr/coc_body_/ ],
    [ 'coc_member $coc_body_from;',  qr/coc_body_/ ],
    [ "coc_secret $dir/none;",       qr/none/ ],
    [ 'coc_depth_max 0;',            qr/between 1 and \d+/ ],
    [ 'coc_body_max 1q;',            qr/coc_body_max|invalid/ ],
    [ 'coc_zone coc:1m;',            qr/not allowed here/ ],
) {
    my ($line, $want) = @$case;
    ($ok, $said) = $plain->test(server => $line);

    $line =~ s{\Q$dir\E/}{};
    ok(!$ok, "refused: $line");
    like($said, $want, 'says where');
}


# Vectorscan that can't run here: said, and not held against anybody

SKIP: {
    skip 'built without Vectorscan', 3 if !$ENV{COC_HAVE_HS};
    skip 'no compiler', 3 if system('cc --version >/dev/null 2>&1') != 0;
    skip 'the sanitizer is preloaded already', 3 if sanitized();

    my $nginx = Coc::Nginx->new(name => 'no vectorscan');
    my $rules = Coc::Rules::write_to($nginx->dir);
    my %screen = (server => "coc on; coc_rules $rules;");
    my $lib = $nginx->dir . '/nohs.so';

    my (undef, $before) = $nginx->test(%screen);
    unlike($before, qr/PCRE2 alone/, 'Vectorscan runs');

    $nginx->file('nohs.c', "int hs_valid_platform(void) { return -1; }\n");
    system('cc', '-shared', '-fPIC', '-o', $lib, $nginx->file('nohs.c'));

    local $ENV{LD_PRELOAD} = $lib;
    ($ok, $said) = $nginx->test(%screen);
    ok($ok, 'nginx -t where it does not') or diag($said);
    like($said, qr/\[warn\].*PCRE2 alone matches/, 'with a warning');
}

done_testing();

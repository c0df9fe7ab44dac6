#!/usr/bin/perl

# What each verdict does to a request, and the replies of our own.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Coc::Socket 'no_plan';
use Coc::Rules;
use Coc::Util qw(spew);

$ENV{TEST_NGINX_RULES} = Coc::Rules::write_to($ENV{TEST_NGINX_COC_DIR});
$ENV{TEST_NGINX_SECRET} = "$ENV{TEST_NGINX_COC_DIR}/secret";
spew($ENV{TEST_NGINX_SECRET}, 'a secret of at least thirty-two bytes');

our $Http = <<'END';
    server {
        listen unix:$TEST_NGINX_COC_DIR/app;
        location / {
            return 200 "as $http_x_coc_verdict $http_x_coc_sections\n";
        }
        location /sorry { return 200 "sorry for $request_method\n"; }
    }
END

our $Coc = <<'END';
    coc on;
    coc_rules $TEST_NGINX_RULES;
    proxy_set_header X-CoC-Verdict $coc_verdict;
    proxy_set_header X-CoC-Sections $coc_sections;
END

our $Screen = $Coc . <<'END';
    location = /t { proxy_pass http://unix:$TEST_NGINX_COC_DIR/app; }
END

our $Form = "Content-Type: application/x-www-form-urlencoded";

run_tests();

__DATA__

=== each action
--- http_config eval: $::Http
--- config eval: "coc_secret \$TEST_NGINX_SECRET; $::Screen"
--- request eval
[map { "POST /t\na word and $_" }
     qw(nothing flagword holdword nudgeword blockword shadowword)]
--- more_headers
Content-Type: text/plain
--- error_code eval
[200, 200, 200, 409, 403, 200]
--- response_body_like eval
[qr/^as pass $/, qr/^as flag ugly$/, qr/^as hold promotion$/,
 qr/"urn:coc:nudge"/, qr/"urn:coc:block"/, qr/^as pass $/]


=== the strongest of several, and all sections
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
["POST /t\nholdword, flagword", "POST /t\nflagword, blockword, holdword"]
--- more_headers
Content-Type: text/plain
--- error_code eval
[200, 403]
--- response_body_like eval
[qr/^as hold ugly,promotion$/, qr/"section":"hate"/]


=== without a secret nothing is nudged
--- http_config eval: $::Http
--- config eval: $::Screen
--- request
POST /t
nudgeword
--- more_headers
Content-Type: text/plain
--- response_body
as flag ugly


=== nor with coc_nudge off
--- http_config eval: $::Http
--- config eval: "coc_nudge off; coc_secret \$TEST_NGINX_SECRET; $::Screen"
--- request
POST /t
nudgeword
--- more_headers
Content-Type: text/plain
--- response_body
as flag ugly


=== the members of a problem
--- http_config eval: $::Http
--- config eval: "coc_appeal https://example.com/appeal?a=1&b=2; $::Screen"
--- request
POST /t
blockword
--- more_headers
Content-Type: text/plain
--- error_code: 403
--- response_headers
Content-Type: application/problem+json
Cache-Control: no-store
--- response_body_like eval
my $text = qr/"[^"]{10,}"/;
my @members = (qr/"type":"urn:coc:block"/, qr/"title":$text/,
    qr/"status":403/, qr/"detail":$text/, qr/"section":"hate"/,
    qr/"case":"[0-9a-f]{32}"/, qr/"appeal":"https:[^"]+appeal\?a=1&b=2"/);
my $all = CORE::join(',', @members);
qr/^\{$all\}$/
--- no_error_log
blockword


=== HTML where the client asks for it
--- http_config eval: $::Http
--- config eval: "coc_appeal https://example.com/?a=1&b=<2>; $::Screen"
--- request eval
["POST /t\nblockword"]
--- more_headers
Content-Type: text/plain
Accept: text/html,application/xhtml+xml,*/*;q=0.8
--- error_code eval
[403]
--- response_headers eval
["Content-Type: text/html; charset=utf-8"]
--- response_body_like eval
[qr{<h1>.*<a href="https://example.com/\?a=1&amp;b=&lt;2&gt;">.*Case [0-9a-f]{32}}s]


=== not where it asks for JSON, or for anything
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[("POST /t\nblockword") x 3]
--- more_headers eval
["Content-Type: text/plain\nAccept: application/json, text/html",
 "Content-Type: text/plain\nAccept: */*",
 "Content-Type: text/plain\nAccept: application/problem+json"]
--- error_code eval
[(403) x 3]
--- response_headers eval
[("Content-Type: application/problem+json") x 3]


=== coc_block_code, coc_nudge_code
--- http_config eval: $::Http
--- config eval
"coc_block_code 451; coc_nudge_code 428; coc_secret \$TEST_NGINX_SECRET;
 $::Screen"
--- request eval
["POST /t\nblockword", "POST /t\nnudgeword"]
--- more_headers
Content-Type: text/plain
--- error_code eval
[451, 428]
--- response_body_like eval
[qr/"status":451/, qr/"status":428/]


=== error_page takes our reply's place
--- http_config eval: $::Http
--- config eval
$::Screen . '
    error_page 403 /blocked;
    error_page 400 =422 /malformed;
    location = /blocked { internal; return 200 "of our own\n"; }
    location = /malformed { internal; return 200 "unreadable\n"; }
'
--- request eval
["POST /t\nblockword", "POST /t\n[1"]
--- more_headers eval
["Content-Type: text/plain", "Content-Type: application/json"]
--- error_code eval
[403, 422]
--- response_body eval
["of our own\n", "unreadable\n"]


=== escalate is logged at crit, block at warn, and no text with them
--- http_config eval: $::Http
--- config eval: $::Screen
--- request
POST /t
secret words and graveword
--- more_headers
Content-Type: text/plain
--- error_code: 403
--- error_log eval
my $what = 'reason=rules sections=threat rules=r-grave score=5 kind="post"';
[qr/\[crit\] .*coc: verdict=escalate $what/]
--- no_error_log
secret words
graveword


=== coc_exempt: any value that is neither empty nor 0
--- http_config eval: $::Http
--- config eval: "coc_exempt \$http_x_staff \$arg_bot; $::Screen"
--- request eval
["POST /t\nblockword", "POST /t\nblockword", "POST /t?bot=1\nblockword",
 "POST /t?bot=0\nblockword"]
--- more_headers eval
["Content-Type: text/plain\nX-Staff: yes",
 "Content-Type: text/plain\nX-Staff: 0",
 "Content-Type: text/plain", "Content-Type: text/plain"]
--- error_code eval
[200, 403, 200, 403]
--- response_body_like eval
[qr/^as - $/, qr/urn/, qr/^as - $/, qr/urn/]


=== a body on any method is screened
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[map { "$_ /t\nblockword" } qw(GET DELETE PUT PATCH OPTIONS)]
--- more_headers
Content-Type: text/plain
--- error_code eval
[(403) x 5]


=== no body, nothing to screen; methods that carry content have a verdict
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
["GET /t", "HEAD /t", "POST /t", "PUT /t"]
--- response_body eval
["as - \n", "", "as pass \n", "as pass \n"]


=== coc_methods
--- http_config eval: $::Http
--- config eval: "coc_methods PUT; $::Screen"
--- request eval
["POST /t", "PUT /t", "POST /t\nblockword"]
--- error_code eval
[200, 200, 403]
--- response_body_like eval
[qr/^as - $/, qr/^as pass $/, qr/urn/]


=== coc_text: these fields alone are content
--- http_config eval: $::Http
--- config eval: "coc_text text posts.*.body; $::Screen"
--- request eval
[
    "POST /t\n" . '{"title":"blockword","text":"x"}',
    "POST /t\n" . '{"title":"x","text":"blockword"}',
    "POST /t\n" . '{"posts":[{"body":"x"},{"body":"blockword"}]}',
    "POST /t\n" . '{"posts":[{"tag":"blockword"}]}',
    "POST /t\n" . '{"posts":{"body":"blockword"}}',
]
--- more_headers
Content-Type: application/json
--- error_code eval
[200, 403, 403, 200, 200]


=== coc_text in any case of letters, as applications bind names without it
--- http_config eval: $::Http
--- config eval: "coc_text text posts.*.Body; $::Screen"
--- request eval
[
    "POST /t\n" . '{"TEXT":"blockword"}',
    "POST /t\n" . '{"tExt":"blockword"}',
    "POST /t\n" . '{"Posts":[{"body":"blockword"}]}',
    "POST /t\n" . '{"texts":"blockword"}',
    "POST /t\n" . qq({"po\xc5\xbfts":[{"body":"blockword"}]}),
]
--- more_headers
Content-Type: application/json
--- error_code eval
[403, 403, 403, 200, 403]


=== coc_ignore as it is written alone: both err towards reading
--- http_config eval: $::Http
--- config eval: "coc_ignore csrf meta.*; $::Screen"
--- request eval
[
    "POST /t\n" . '{"csrf":"blockword"}',
    "POST /t\n" . '{"CSRF":"blockword"}',
    "POST /t\n" . '{"meta":{"a":"blockword"}}',
    "POST /t\n" . '{"Meta":{"a":"blockword"}}',
]
--- more_headers
Content-Type: application/json
--- error_code eval
[200, 403, 200, 403]


=== coc_ignore: these are not
--- http_config eval: $::Http
--- config eval: "coc_ignore csrf meta.*; $::Screen"
--- request eval
[
    "POST /t\ncsrf=blockword&text=x",
    "POST /t\ntext=blockword",
    "POST /t\n" . '{"meta":{"a":"blockword"}}',
    "POST /t\n" . '{"meta":{"a":{"b":"blockword"}}}',
    "POST /t\n" . 'csrf',
]
--- more_headers eval
[($::Form) x 2, ("Content-Type: application/json") x 2, "Content-Type: text/plain"]
--- error_code eval
[200, 403, 200, 403, 200]


=== kinds: a rule's own, and a report quotes what it reports
--- http_config eval: $::Http
--- config eval
$::Coc . '
    location = /comment {
        coc_kind comment;
        proxy_pass http://unix:$TEST_NGINX_COC_DIR/app;
    }
    location = /report {
        coc_kind report;
        proxy_pass http://unix:$TEST_NGINX_COC_DIR/app;
    }
    location = /any {
        coc_kind $arg_kind;
        proxy_pass http://unix:$TEST_NGINX_COC_DIR/app;
    }
'
--- request eval
["POST /comment\ncommentword", "POST /any\ncommentword",
 "POST /any?kind=comment\ncommentword", "POST /report\nblockword graveword",
 "POST /any?kind=odd\nblockword"]
--- more_headers
Content-Type: text/plain
--- error_code eval
[403, 200, 403, 200, 403]


=== monitor: all is decided and logged, nothing changed
--- http_config eval: $::Http
--- config eval
"$::Coc coc_secret \$TEST_NGINX_SECRET;" . '
    location = /t {
        coc monitor;
        coc_body_max 40;
        proxy_pass http://unix:$TEST_NGINX_COC_DIR/app;
    }
'
--- request eval
["POST /t\nblockword", "POST /t\nnudgeword", "POST /t\nfine",
 "POST /t\n" . 'x' x 41]
--- more_headers
Content-Type: text/plain
--- response_body eval
["as block-monitored hate\n", "as nudge-monitored ugly\n",
 "as pass-monitored \n", "as block-monitored \n"]


=== exempt and monitored requests are logged
--- http_config eval: $::Http
--- config eval: "coc_exempt 1; $::Screen"
--- request
POST /t
blockword
--- more_headers
Content-Type: text/plain
--- error_log
[notice]
coc: exempt, not screened


=== monitored
--- http_config eval: $::Http
--- config eval: "$::Screen" =~ s/coc on/coc monitor/r
--- request
POST /t
blockword
--- more_headers
Content-Type: text/plain
--- error_log
coc: verdict=block-monitored reason=rules sections=hate


=== off: nothing at all
--- http_config eval: $::Http
--- config eval
$::Coc . '
    location = /t {
        coc off;
        proxy_pass http://unix:$TEST_NGINX_COC_DIR/app;
    }
'
--- request
POST /t
blockword
--- more_headers
Content-Type: text/plain
--- response_body eval
"as - \n"

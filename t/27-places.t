#!/usr/bin/perl

# Content in other places than a body, and methods by other names: PUT and
# PATCH, X-HTTP-Method-Override and its like, _method, the query string.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Coc::Socket 'no_plan';
use Coc::Rules;

$ENV{TEST_NGINX_RULES} = Coc::Rules::write_to($ENV{TEST_NGINX_COC_DIR});

our $Http = <<'END';
    server {
        listen unix:$TEST_NGINX_COC_DIR/app;
        large_client_header_buffers 4 64k;
        location / {
            return 200 "$http_x_coc_verdict $request_method $request_uri\n";
        }
    }
END

our $Coc = <<'END';
    coc on;
    coc_rules $TEST_NGINX_RULES;
    large_client_header_buffers 4 64k;
    proxy_set_header X-CoC-Verdict $coc_verdict;
    location = /t { proxy_pass http://unix:$TEST_NGINX_COC_DIR/app; }
END

our $Named = "coc_text title body;\n$Coc";

run_tests();

__DATA__

=== PUT and PATCH carry content, as POST does
--- http_config eval: $::Http
--- config eval: $::Coc
--- request eval
[map { ("$_ /t\nfine", "$_ /t\na blockword") } qw(POST PUT PATCH)]
--- more_headers
Content-Type: text/plain
--- error_code eval
[(200, 403) x 3]


=== any body is screened, whatever the method
--- http_config eval: $::Http
--- config eval: $::Coc
--- request eval
["DELETE /t\na blockword", "GET /t\na blockword", "OPTIONS /t\na blockword"]
--- more_headers
Content-Type: text/plain
--- error_code eval
[403, 403, 403]


=== text in the query string, where coc_text names it
--- http_config eval: $::Http
--- config eval: $::Named
--- request eval
["POST /t?title=fine",
 "POST /t?title=a+blockword",
 "POST /t?title=a%20block%77ord&x=1",
 "POST /t?x=1&x=2&TITLE=blockword",
 "POST /t?q=blockword",
 "POST /t?blockword",
 "POST /t?title",
 "PUT /t?body=blockword",
 "POST /t?title=fine&title=blockword",
 "POST /t?%74itle=blockword",
 "GET /t?title=blockword",
 "DELETE /t?title=blockword"]
--- error_code eval
[200, 403, 403, 403, 200, 200, 200, 403, 403, 403, 200, 200]
--- response_body_like eval
[qr{^pass POST /t\?title=fine$}, (qr/"urn:coc:block"/) x 3,
 qr{^pass POST /t\?q=blockword$}, qr/^pass POST/, qr/^pass POST/,
 (qr/"urn:coc:block"/) x 3, qr{^- GET /t\?title=blockword$},
 qr{^- DELETE /t\?title=blockword$}]


=== without coc_text nothing of the query is content
--- http_config eval: $::Http
--- config eval: $::Coc
--- request eval
["POST /t?title=blockword", "PUT /t?body=blockword"]
--- error_code eval
[200, 200]
--- response_body_like eval
[qr{^pass POST /t\?title=blockword$}, qr{^pass PUT /t\?body=blockword$}]


=== "*" alone names nothing of it
--- http_config eval: $::Http
--- config eval: "coc_text * *.*;\n$::Coc"
--- request eval
["POST /t?title=blockword", "POST /t\ntitle=blockword"]
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- error_code eval
[200, 403]


=== coc_ignore wins
--- http_config eval: $::Http
--- config eval: "coc_ignore title;\n$::Named"
--- request eval
["POST /t?title=blockword", "POST /t?body=blockword",
 "POST /t?Title=blockword"]
--- error_code eval
[200, 403, 403]


=== a title in the query, a body in the body, and a phrase over both
--- http_config eval: $::Http
--- config eval: $::Named
--- request eval
["POST /t?title=fine\nbody=fine",
 "POST /t?title=fine\nbody=blockword",
 "POST /t?title=blockword\nbody=fine",
 "POST /t?title=block\nbody=word"]
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- error_code eval
[200, 403, 403, 200]


=== 8 KB of query, and limits
--- http_config eval: $::Http
--- config eval
"coc_fields_max 20; coc_body_max 16k; $::Named"
--- request eval
["POST /t?title=" . ('fine+' x 1600) . 'blockword',
 "POST /t?title=" . ('fine+' x 1600) . 'word',
 "POST /t?title=" . ('%66ine+' x 1200) . 'blockword',
 "POST /t?title=" . ('fine+' x 4000),
 "POST /t?" . ('x=1&' x 40)]
--- error_code eval
[403, 200, 403, 413, 413]


=== the application gets what the client sent
--- http_config eval: $::Http
--- config eval: $::Named
--- request
POST /t?title=a%20%66ine+one&x=%zz&&y=%C3%A9;z
--- response_body
pass POST /t?title=a%20%66ine+one&x=%zz&&y=%C3%A9;z


=== monitor changes nothing
--- http_config eval: $::Http
--- config eval: "$::Named\ncoc monitor;" =~ s/coc on;//r
--- request eval
["POST /t?title=blockword", "GET /t?title=blockword"]
--- more_headers
X-HTTP-Method-Override: POST
--- error_code eval
[200, 200]
--- response_body_like eval
[qr{^block-monitored POST /t\?title=blockword$},
 qr{^block-monitored GET /t\?title=blockword$}]


=== a method by another name: headers
--- http_config eval: $::Http
--- config eval: $::Named
--- request eval
[("GET /t?title=blockword") x 10]
--- more_headers eval
["X-HTTP-Method-Override: POST", "X-HTTP-Method: put",
 "X-Method-Override: PATCH", "x-http-method-override: get, Post",
 "X-HTTP-Method-Override:  PATCH ", "X-HTTP-Method-Override: GET",
 "X-HTTP-Method-Override: DELETE", "X-HTTP-Method-Override:",
 "X-HTTP-Method-Overrider: POST", "X-HTTP-Method-Override: POSTER"]
--- error_code eval
[(403) x 5, (200) x 5]


=== a method by another name: the argument
--- http_config eval: $::Http
--- config eval: $::Named
--- request eval
["GET /t?_method=POST&title=blockword",
 "GET /t?title=blockword&_method=put",
 "GET /t?title=blockword&%5fmethod=%50atch",
 "GET /t?_method=GET&_method=POST&title=blockword",
 "DELETE /t?_method=PUT&title=blockword",
 "GET /t?x_method=POST&title=blockword",
 "GET /t?_method=GET&title=blockword",
 "GET /t?_method&title=blockword",
 "GET /t?_methods=POST&title=blockword"]
--- error_code eval
[(403) x 5, (200) x 4]


=== only what coc_methods names
--- http_config eval: $::Http
--- config eval: "coc_methods PUT;\n$::Named"
--- request eval
["POST /t?title=blockword", "POST /t?_method=PUT&title=blockword",
 "PUT /t?title=blockword", "POST /t?_method=PATCH&title=blockword"]
--- error_code eval
[200, 403, 403, 200]


=== an underscore is a hyphen where headers may have one
--- http_config eval: $::Http
--- config eval: "underscores_in_headers on; $::Named"
--- request
GET /t?title=blockword
--- more_headers
X_HTTP_Method_Override: POST
--- error_code: 403


=== nothing is captured from the query, and no token taken
--- http_config eval: $::Http
--- config eval
"$::Named\nlocation = /v { return 200; }\n"
. 'add_header X-Title "[$coc_body_title]" always;'
--- request eval
["POST /t?title=fine", "POST /t?title=blockword"]
--- response_headers eval
["X-Title: []", "X-Title: []"]
--- error_code eval
[200, 403]


=== quoted: told in $coc_aside and in the log
--- http_config eval: $::Http
--- config eval
"$::Coc\n" . 'add_header X-Aside "[$coc_verdict $coc_aside]" always;'
--- request eval
["POST /t\n> a blockword", "POST /t\na blockword", "POST /t\nfine"]
--- more_headers
Content-Type: text/plain
--- response_headers_like eval
['X-Aside: \[flag \S+\]', 'X-Aside: \[block \]', 'X-Aside: \[pass \]']
--- error_code eval
[200, 403, 200]

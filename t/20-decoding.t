#!/usr/bin/perl

# What comes out of each type of body, and what the client is told of a body
# that can't be read, or is past a limit.

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
        location / { return 200 "received as $http_x_coc_verdict\n"; }
    }
END

our $Screen = <<'END';
    coc on;
    coc_rules $TEST_NGINX_RULES;
    proxy_set_header X-CoC-Verdict $coc_verdict;
    location = /t { proxy_pass http://unix:$TEST_NGINX_COC_DIR/app; }
END

# a body of as many parts as values

sub parts
{
    return join('', map { "--b\r\nContent-Disposition: form-data; $_\r\n" }
                    @_) . "--b--\r\n";
}

run_tests();

__DATA__

=== JSON: strings at any depth, names beside values, numbers not
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    "POST /t\n" . '{"text":"a blockword"}',
    "POST /t\n" . '["a",{"b":{"c":["blockword"]}}]',
    "POST /t\n" . '"blockword"',
    "POST /t\n" . '{"a":"block\u0077ord"}',
    "POST /t\n" . '{"a":"block\u0057ORD"}',
    "POST /t\n" . "\xef\xbb\xbf" . '{"a":"blockword"}',
    "POST /t\n" . '{"a":"\ud800blockword"}',
    "POST /t\n" . '{"a":"\ud800\u0062lockword"}',
    "POST /t\n" . '{"a":"\ud83d\ude00 blockword"}',
    "POST /t\n" . '{"a":"one","a":"blockword"}',
    "POST /t\n" . '{"a":1,"b":true,"c":null,"d":"fine"}',
    "POST /t\n" . '42',
    "POST /t\n",
]
--- more_headers
Content-Type: application/json
--- error_code eval
[(403) x 10, 200, 200, 200]
--- response_body_like eval
[(qr/"type":"urn:coc:block"/) x 10, (qr/^received as pass$/) x 3]


=== JSON under other names
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[("POST /t\n" . '{"a":"bloc\u006bword"}') x 6]
--- more_headers eval
["Content-Type: application/vnd.api+json",
 "Content-Type: application/activity+json; profile=x",
 "Content-Type: Application/JSON;charset=UTF-8",
 "Content-Type: application/json; charset=\"utf-8\"",
 "Content-Type: application/problem+json",
 "Content-Type: text/json"]
--- error_code eval
[(403) x 6]


=== urlencoded: names and values, escapes, plus signs
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    "POST /t\na=1&text=a+blockword",
    "POST /t\ntext=a%20%62lockword+b",
    "POST /t\ntext=blockword",
    "POST /t\na&b=&=blockword",
    "POST /t\ntext=block&b=word",
    "POST /t\na=x;b=y",
]
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- error_code eval
[(403) x 4, 200, 200]


=== multipart: values, file names and text files, not others
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    "POST /t\n" . ::parts(qq(name="text"\r\n\r\na blockword)),
    "POST /t\n" . ::parts(qq(name="a"\r\n\r\nx),
                         qq(name="text"\r\n\r\nblockword)),
    "POST /t\n" . ::parts(qq(name="f"; filename="blockword.txt"\r\n\r\nx)),
    "POST /t\n" . ::parts(qq(name="f"; filename="a.txt"\r\n\r\nblockword)),
    "POST /t\n" . ::parts(qq(name="f"; filename="a"\r\n\r\n\1 blockword)),
    "POST /t\n" . ::parts(qq(name="f"; filename=""\r\n\r\nblockword)),
    "POST /t\n" . ::parts(qq(name="a"\r\n\r\nfine)),
    "POST /t\nblockword\r\n" . ::parts(qq(name="a"\r\n\r\nfine)),
]
--- more_headers
Content-Type: multipart/form-data; boundary="b"
--- error_code eval
[403, 403, 403, 403, 200, 403, 200, 403]


=== text, no type, unknown types
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
["POST /t\na blockword", "POST /t\n<p>block<b>word</b></p>",
 "POST /t\na blockword", "POST /t\n" . ' {"a":"block\u0077ord"}',
 "POST /t\n" . '["block\u0077ord"]', "POST /t\nblockword",
 "POST /t\nblockword"]
--- more_headers eval
["Content-Type: text/plain", "Content-Type: text/html", "", "",
 "Content-Type: application/octet-stream", "Content-Type: nonsense",
 "Content-Type:"]
--- error_code eval
[(403) x 7]


=== malformed: 400 and where
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    "POST /t\n" . '{"a":1,]',
    "POST /t\n" . '{"a":"x',
    "POST /t\n" . '{"a":1} x',
    "POST /t\n" . '{"a":"\q"}',
    "POST /t\n" . '{"a":"blockword",}',
]
--- more_headers
Content-Type: application/json
--- error_code eval
[(400) x 5]
--- response_headers eval
[("Content-Type: application/problem+json") x 5]
--- response_body_like eval
[qr/"type":"urn:coc:malformed".*"status":400.*"offset":7,/,
 qr/"offset":7,/, qr/"offset":8,/, qr/"offset":7,/, qr/"offset":17,/]


=== malformed: multipart
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
["POST /t\n" . ::parts(qq(name="a"\r\n\r\nx)),
 "POST /t\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx",
 "POST /t\n--b\r\nno colon\r\n\r\nx\r\n--b--\r\n"]
--- more_headers eval
["Content-Type: multipart/form-data",
 "Content-Type: multipart/form-data; boundary=b",
 "Content-Type: multipart/form-data; boundary=b"]
--- error_code eval
[400, 400, 400]
--- response_body_like eval
[qr/"offset":0,/, qr/"offset":50,/, qr/"offset":7,/]


=== charset and coding: 415
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
["POST /t\nx", "POST /t\nx", "POST /t\nx", "POST /t\nx", "POST /t\nx",
 "POST /t\n" . ::parts(qq(name="a"\r\nContent-Type: text/plain; charset=utf-17)
                      . qq(\r\n\r\nx)),
 "POST /t\n" . ::parts(qq(name="a"\r\nContent-Transfer-Encoding: x-uue)
                      . qq(\r\n\r\nx)),
 "POST /t\n" . ::parts(qq(name="_charset_"\r\n\r\nutf-18)),
 "POST /t\na=b"]
--- more_headers eval
["Content-Type: text/plain; charset=utf-19",
 "Content-Type: application/json; charset=iso-8859-99",
 "Content-Type: text/plain\nContent-Encoding: zstd",
 "Content-Type: text/plain\nContent-Encoding: identity\nContent-Encoding: br",
 "Content-Type: text/plain\nContent-Encoding: gzip, identity",
 ("Content-Type: multipart/form-data; boundary=b") x 3,
 "Content-Type: application/x-www-form-urlencoded; charset=ibm037"]
--- error_code eval
[(415) x 9]
--- response_body_like eval
[qr/"type":"urn:coc:unsupported".*"status":415.*utf-19/,
 qr/iso-8859-99/, qr/zstd/, qr/coding/, qr/coding/, qr/utf-17.*"offset":\d+,/,
 qr/x-uue.*"offset":\d+,/, qr/_charset_.*utf-18.*"offset":\d+,/,
 qr/without ASCII/]


=== two types: what one reader takes for text another may take for JSON
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[("POST /t\n" . '{"a":"block\u0077ord"}') x 2]
--- more_headers eval
["Content-Type: text/plain\nContent-Type: application/json",
 "Content-Type: text/plain, application/json"]
--- error_code eval
[400, 400]


=== an identity coding is none
--- http_config eval: $::Http
--- config eval: $::Screen
--- request
POST /t
a flagword
--- more_headers
Content-Type: text/plain
Content-Encoding: identity
--- response_body
received as flag


=== coc_body_max: at the limit, and past it
--- http_config eval: $::Http
--- config eval: "coc_body_max 16; $::Screen"
--- request eval
["POST /t\n" . 'x' x 16, "POST /t\n" . 'x' x 17]
--- more_headers
Content-Type: text/plain
--- error_code eval
[200, 413]
--- response_body_like eval
[qr/^received as pass$/,
 qr/"type":"urn:coc:limit".*"status":413,.*coc_body_max.*"offset":16,/]


=== coc_depth_max
--- http_config eval: $::Http
--- config eval: "coc_depth_max 3; $::Screen"
--- request eval
["POST /t\n" . '[[["x"]]]', "POST /t\n" . '[[[["x"]]]]',
 "POST /t\n" . '{"a":{"b":{}}}', "POST /t\n" . '{"a":{"b":{"c":[]}}}']
--- more_headers
Content-Type: application/json
--- error_code eval
[200, 413, 200, 413]
--- response_body_like eval
[qr/received/, qr/coc_depth_max.*"offset":4,/, qr/received/,
 qr/coc_depth_max.*"offset":16,/]


=== coc_fields_max
--- http_config eval: $::Http
--- config eval: "coc_fields_max 3; $::Screen"
--- request eval
["POST /t\na=1&b=2&c=3", "POST /t\na=1&b=2&c=3&d=4",
 "POST /t\n" . '["1","2","3"]', "POST /t\n" . '["1","2","3","4"]']
--- more_headers eval
[("Content-Type: application/x-www-form-urlencoded") x 2,
 ("Content-Type: application/json") x 2]
--- error_code eval
[200, 413, 200, 413]
--- response_body_like eval
[qr/received/, qr/coc_fields_max/, qr/received/, qr/coc_fields_max/]


=== coc_parts_max: files are parts too
--- http_config eval: $::Http
--- config eval: "coc_parts_max 2; $::Screen"
--- request eval
[map { "POST /t\n" . ::parts((qq(name="a"; filename="f"\r\n\r\nx)) x $_) }
     2, 3]
--- more_headers
Content-Type: multipart/form-data; boundary=b
--- error_code eval
[200, 413]
--- response_body_like eval
[qr/received/, qr/coc_parts_max/]


=== coc_malformed, coc_overflow: flag
--- http_config eval: $::Http
--- config eval
"coc_malformed flag; coc_overflow flag; coc_body_max 16; $::Screen"
--- request eval
["POST /t\n[1", "POST /t\n" . 'x' x 17, "POST /t\nx", "POST /t\n[1",
 "POST /t\n" . '["blockword",', "POST /t\n" . '["x","holdword",']
--- more_headers eval
["Content-Type: application/json", "Content-Type: text/plain",
 "Content-Type: text/plain; charset=utf-99", "Content-Type: application/json",
 ("Content-Type: application/json") x 2]
--- error_code eval
[200, 200, 200, 200, 403, 200]
--- response_body_like eval
[("received as flag") x 4, qr/"urn:coc:block".*"section":"hate"/,
 "received as hold"]


=== coc_malformed, coc_overflow: pass, but what was found before counts
--- http_config eval: $::Http
--- config eval
"coc_malformed pass; coc_overflow pass; coc_fields_max 1; $::Screen"
--- request eval
["POST /t\n[1", "POST /t\n" . '["x","y"]', "POST /t\n" . '["blockword",',
 "POST /t\n" . '["flagword","y"]', "POST /t\nx"]
--- more_headers eval
[("Content-Type: application/json") x 4,
 "Content-Type: text/plain; charset=utf-99"]
--- error_code eval
[200, 200, 403, 200, 200]
--- response_body_like eval
["received as pass", "received as pass",
 qr/"type":"urn:coc:block".*"section":"hate"/, "received as flag",
 "received as pass"]

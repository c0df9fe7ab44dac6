#!/usr/bin/perl

# Documents in documents: rich text, GraphQL, JSON in JSON, several documents
# in one body, names of members, and what stands behind a fault.

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
        location / {
            return 200 "received as $http_x_coc_verdict $http_x_title\n";
        }
    }
END

our $Coc = <<'END';
    coc on;
    coc_rules $TEST_NGINX_RULES;
    proxy_set_header X-CoC-Verdict $coc_verdict;
    proxy_set_header X-Title $coc_body_title;
END

our $Pass = <<'END';
    location = /t { proxy_pass http://unix:$TEST_NGINX_COC_DIR/app; }
END

our $Screen = $Coc . $Pass;

our $Long = 'x' x 5000;

run_tests();

__DATA__

=== a word split over the nodes of an editor is one word
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    "POST /t\n" . '{"title":"t","ops":[{"insert":"a block"},'
        . '{"insert":"wo","attributes":{"bold":true}},{"insert":"rd\n"}]}',
    "POST /t\n" . '{"type":"doc","content":[{"type":"paragraph","content":['
        . '{"type":"text","text":"block"},{"type":"text","marks":'
        . '[{"type":"bold"}],"text":"word"}]}]}',
    "POST /t\n" . '[{"type":"p","children":[{"text":"block"},{"type":"a",'
        . '"url":"x","children":[{"text":"wo"}]},{"text":"rd"}]}]',
    "POST /t\n" . '{"children":[{"text":"block","x":{"children":'
        . '[{"text":"z"}]}},{"text":"word"}]}',
    "POST /t\n" . '{"blocks":[{"text":"fine"},{"text":"a blockword"}]}',
    "POST /t\n" . '{"ops":[{"insert":"block"},{"insert":"word"}',
]
--- more_headers
Content-Type: application/json
--- error_code eval
[(403) x 5, 400]


=== what only looks like one is none
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    "POST /t\n" . '{"title":"T","ops":[{"insert":"blockword"},'
        . '{"insert":"ish"}]}',
    "POST /t\n" . '{"title":"T","ops":[{"insert":"block"},'
        . '{"insert":{"image":"u"}},{"insert":"word"}]}',
    "POST /t\n" . '{"title":"T","content":[{"content":[{"text":"block"}]},'
        . '{"content":[{"text":"word"}]}]}',
    "POST /t\n" . '{"title":"T","content":[{"text":"block"},'
        . '{"type":"hardBreak"},{"text":"word"}]}',
    "POST /t\n" . '{"title":"T","blocks":[{"text":"block"},'
        . '{"text":"word"}]}',
    "POST /t\n" . '{"title":"T","comments":[{"text":"x block"},'
        . '{"text":"word y"}]}',
]
--- more_headers
Content-Type: application/json
--- error_code eval
[(200) x 6]
--- response_body_like eval
[(qr/^received as pass T$/) x 6]


=== GraphQL: strings inline, in blocks, in variables
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    "POST /t\n" . '{"query":"mutation{a(b:{c:\"block\\\\u0077ord\"})}"}',
    "POST /t\n" . '{"query":"mutation($v:S){a(b:$v)}",'
        . '"variables":{"v":"blockword"}}',
    "POST /t\n" . '[{"query":"{a(b:\"\"\"\n x\n blockword\n\"\"\")}"}]',
    "POST /t\n" . '{"query":"mutation{a(b:\"fine\")}"}',
]
--- more_headers
Content-Type: application/json
--- error_code eval
[403, 403, 403, 200]


=== GraphQL as a body
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    "POST /t\n" . '{ q(a: "block\u0077ord") }',
    "POST /t\n" . '{ q(a: "fine") } # blockword',
    "POST /t\n" . '{ q(a: "fine") }',
]
--- more_headers
Content-Type: application/graphql
--- error_code eval
[403, 403, 200]


=== JSON in JSON and in forms, one level
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    "POST /t\n" . '{"a":"{\"b\":\"block\\\\u0077ord\"}"}',
    "POST /t\n" . '{"a":"{\"ops\":[{\"insert\":\"block\"},'
        . '{\"insert\":\"word\"}]}"}',
    "POST /t\n" . '{"title":"[1]"}',
]
--- more_headers
Content-Type: application/json
--- error_code eval
[403, 403, 200]


=== a delta in a field of a form
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    "POST /t\n" . 'd={"ops":[{"insert":"block"},{"insert":"word"}]}',
    "POST /t\n" . 'd=[b]block[/b] word',
]
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- error_code eval
[403, 200]


=== past a limit inside
--- http_config eval: $::Http
--- config eval: "coc_fields_max 3; coc_depth_max 3; $::Screen"
--- request eval
[
    "POST /t\n" . '{"a":"[1,2]"}',
    "POST /t\n" . '{"a":"[1,2,3]"}',
    "POST /t\n" . '{"a":"[[[[1]]]]"}',
    "POST /t\n" . '{"query":"{a{b{c{d}}}}"}',
]
--- more_headers
Content-Type: application/json
--- error_code eval
[200, 413, 413, 413]


=== several documents
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    ("POST /t\n" . qq({"text":"fine"}\n{"text":"block\\u0077ord"}\n)) x 3,
    "POST /t\n" . qq({"text":"fine"}\n{"text":"fine"}\n),
]
--- more_headers eval
["Content-Type: application/x-ndjson", "Content-Type: application/jsonl",
 "Content-Type: x/unknown", "Content-Type: application/x-ndjson"]
--- error_code eval
[403, 403, 403, 200]


=== JSON proper holds one
--- http_config eval: $::Http
--- config eval: $::Screen
--- request
POST /t
{"text":"fine"}{"text":"fine"}
--- more_headers
Content-Type: application/json
--- error_code: 400


=== coc_text with numbers of documents
--- http_config eval: $::Http
--- config eval: "coc_text *.text; $::Screen"
--- request eval
[
    "POST /t\n" . qq({"text":"fine"}\n{"text":"blockword"}\n),
    "POST /t\n" . qq({"text":"fine"}\n{"note":"blockword"}\n),
]
--- more_headers
Content-Type: application/x-ndjson
--- error_code eval
[403, 200]


=== coc_keys: names are content where asked
--- http_config eval: $::Http
--- config eval
"$::Coc location = /t { coc_keys on; proxy_pass"
. " http://unix:\$TEST_NGINX_COC_DIR/app; }"
. " location = /off { proxy_pass http://unix:\$TEST_NGINX_COC_DIR/app; }"
. " location = /some { coc_keys on; coc_ignore meta.*; proxy_pass"
. " http://unix:\$TEST_NGINX_COC_DIR/app; }"
--- request eval
[
    "POST /t\n" . '{"poll":{"a blockword":1}}',
    "POST /t\n" . '{"poll":{"fine":1}}',
    "POST /off\n" . '{"poll":{"a blockword":1}}',
    "POST /some\n" . '{"meta":{"a blockword":1}}',
    "POST /some\n" . '{"poll":{"a blockword":1}}',
]
--- more_headers
Content-Type: application/json
--- error_code eval
[403, 200, 200, 200, 403]


=== coc_keys in the server, off below
--- http_config eval: $::Http
--- config eval
"coc_keys on; $::Coc location = /t { coc_keys off; proxy_pass"
. " http://unix:\$TEST_NGINX_COC_DIR/app; }"
--- request
POST /t
{"blockword":1}
--- more_headers
Content-Type: application/json
--- error_code: 200


=== behind a fault: what policy forwards was read
--- http_config eval: $::Http
--- config eval: "coc_malformed pass; $::Screen"
--- request eval
[
    "POST /t\n" . '{"a":"blockword',
    "POST /t\n" . '{"a":1 "b":"block\u0077ord"}',
    "POST /t\n" . "{'a':'blockword'}",
    "POST /t\n" . '{"a":1}{"b":"blockword"}',
    "POST /t\n" . '{"a":"said x",} ' . $::Long . ' blockword',
    "POST /t\n" . '{"a":1 "b":"fine"}',
]
--- more_headers
Content-Type: application/json
--- error_code eval
[(403) x 5, 200]
--- response_body_like eval
[(qr/urn:coc:block/) x 5, qr/^received as pass/]


=== behind a fault and past a limit: the stricter of both
--- http_config eval: $::Http
--- config eval
"coc_body_max 1k; coc_malformed pass; $::Screen"
--- request eval
[
    "POST /t\n" . '{"a":1 "b":"' . $::Long . ' blockword"}',
    "POST /t\n" . '{"a":1 "b":"fine"}',
]
--- more_headers
Content-Type: application/json
--- error_code eval
[400, 200]

#!/usr/bin/perl

# Forms and uploads as clients write them, well and badly: whatever some
# application would read out of them has been screened.

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
        client_max_body_size 8m;
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

sub post { return "POST /t\n" . parts(@_) }

run_tests();

__DATA__

=== coded parts: undone, and as they came
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    ::post(qq(name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n)
           . "YSBibG9j\r\na3dvcmQ="),
    ::post(qq(name="a"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n)
           . "a bl=6Fck=\r\nword"),
    ::post(qq(name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\nblockword)),
    ::post(qq(name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\nZmluZQ==)),
]
--- more_headers
Content-Type: multipart/form-data; boundary=b
--- error_code eval
[403, 403, 403, 200]


=== documents in parts: multipart, JSON
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    ::post(qq(name="a"\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n)
           . "--c\r\nContent-Disposition: file; filename=f\r\n\r\nx\r\n"
           . "--c\r\nContent-Transfer-Encoding: base64\r\n\r\n"
           . "YmxvY2t3b3Jk\r\n--c--"),
    ::post(qq(name="a"\r\nContent-Type: application/json\r\n\r\n)
           . '{"text":"block\u0077ord"}'),
    ::post(qq(name="a"\r\nContent-Type: application/json\r\n\r\n)
           . '{"text":"fine"}'),
    ::post(qq(name="a"\r\nContent-Type: application/json\r\n\r\n{"text")),
]
--- more_headers
Content-Type: multipart/form-data; boundary=b
--- error_code eval
[403, 403, 200, 400]


=== names: twice, in a charset, in pieces, as paths
--- http_config eval: $::Http
--- config eval: "coc_text text post.text caf\xc3\xa9; $::Screen"
--- request eval
[
    ::post(qq(name="x"; name="text"\r\n\r\nblockword)),
    ::post(qq(name*=iso-8859-1''caf%e9\r\n\r\nblockword)),
    ::post(qq(name*0="te"; name*1=xt\r\n\r\nblockword)),
    ::post(qq(name="post[text]"\r\n\r\nblockword)),
    ::post(qq(name="post.text"\r\n\r\nblockword)),
    ::post(qq(name="text\0x"\r\n\r\nblockword)),
    ::post(qq(name="other"\r\n\r\nblockword)),
    ::post(qq(name='x;filename="f';name=text;"\r\n\r\nblockword)),
]
--- more_headers
Content-Type: multipart/form-data; boundary=b
--- error_code eval
[(403) x 5, 400, 200, 400]


=== file names: quoted, in a charset
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    ::post(qq(name="f"; filename="x"; filename*=UTF-8''blockw%6Frd\r\n\r\nx)),
    ::post(qq(name="f"; filename="x"; filename*=utf-16le''b%00l%00o%00c%00)
           . "k%00w%00o%00r%00d%00\r\n\r\nx"),
    ::post(qq(name="f"; filename="x"; filename*=klingon''y\r\n\r\nx)),
    ::post(qq(name="f"; filename="x"\r\n\r\n\1 blockword)),
    ::post(qq(name="f"; filename="x"\r\n\r\nblockword)),
    ::post(qq(name="f"; filename="x"\r\nContent-Type: application/json)
           . qq(\r\n\r\n{"a":"block\\u0077ord"})),
]
--- more_headers
Content-Type: multipart/form-data; boundary=b
--- error_code eval
[403, 403, 415, 200, 403, 403]


=== a field after a file of 2 MB
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    ::post(qq(name="f"; filename="x"\r\n\r\n) . "\r\n--bx" x 350000,
           qq(name="a"\r\n\r\nfine)),
    ::post(qq(name="f"; filename="x"\r\n\r\n\1) . "blockword " x 200000,
           qq(name="a"\r\n\r\nblockword)),
    ::post(qq(name="f"; filename="x"\r\n\r\n\1) . "blockword " x 200000,
           qq(name="a"\r\n\r\nfine)),
]
--- more_headers
Content-Type: multipart/form-data; boundary=b
--- error_code eval
[400, 403, 200]


=== charsets: of a part, by _charset_, of the form
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
[
    ::post(qq(name="a"\r\nContent-Type: text/plain; charset=latin1\r\n\r\n)
           . "caf\xe9 blockword"),
    ::post(qq(name="a"\r\nContent-Type: text/plain; charset=utf-16le\r\n\r\n)
           . CORE::join('', map { "$_\0" } split //, 'blockword')),
    ::post(qq(name="a"\r\nContent-Type: text/plain; charset=utf-16le\r\n\r\n)
           . 'blockword'),
    ::post(qq(name="_charset_"\r\n\r\nwindows-1252),
           qq(name="a"\r\n\r\n\xe9 fine)),
    ::post(qq(name="a"\r\n\r\n\xe9), qq(name="_charset_"\r\n\r\nkoi8-r)),
    ::post(qq(name="_charset_"\r\n\r\nklingon)),
]
--- more_headers
Content-Type: multipart/form-data; boundary=b
--- error_code eval
[403, 403, 403, 200, 400, 415]


=== urlencoded: %u, ";", brackets, charsets
--- http_config eval: $::Http
--- config eval: "coc_text text post.text; $::Screen"
--- request eval
[
    "POST /t\ntext=%u0062lockword",
    "POST /t\nx=1;text=blockword",
    "POST /t\npost%5btext%5d=blockword",
    "POST /t\npost.text=blockword",
    "POST /t\ntext=a;x=blockword",
    "POST /t\nx=blockword",
]
--- more_headers
Content-Type: application/x-www-form-urlencoded
--- error_code eval
[(403) x 5, 200]


=== other multipart types are read too
--- http_config eval: $::Http
--- config eval: $::Screen
--- request eval
["POST /t\n--b\r\n\r\nblockword\r\n--b--\r\n",
 "POST /t\n--b\r\nContent-Type: text/html\r\n\r\n<p>block<b>word\r\n--b--",
 "POST /t\n--b\r\n\r\nfine\r\n--b--\r\n"]
--- more_headers eval
["Content-Type: multipart/mixed; boundary=b",
 "Content-Type: multipart/alternative; boundary=b",
 "Content-Type: multipart/related; boundary=b"]
--- error_code eval
[403, 403, 200]


=== malformed, but forwarded by policy: read to its end
--- http_config eval: $::Http
--- config eval: "coc_malformed pass; $::Screen"
--- request eval
["POST /t\n--b\r\nContent-Disposition: form-data; name=a\r\n\r\nblockword",
 "POST /t\n--b\r\nno colon\r\n\r\nx\r\n--b--\r\nblockword",
 "POST /t\n--b\r\nno colon\r\n\r\nfine\r\n--b--\r\n"]
--- more_headers
Content-Type: multipart/form-data; boundary=b
--- error_code eval
[403, 403, 200]

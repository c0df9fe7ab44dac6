#!/usr/bin/perl

# action: redact.  What is forwarded is the body with stars in the place of
# what was found, and else byte for byte what came; where that can't be, it is
# refused.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::Nginx;
use Coc::Upstream;
use Coc::Util qw(spew slurp free_port);


my $app = Coc::Upstream->new;
my $nginx = Coc::Nginx->new(name => 'redact');
my $port = $app->port;
my $http2 = free_port();
my $dir = $nginx->dir;

spew("$dir/redact.yaml", <<'END');
section: phi
rules:
  - id: r-mail
    title: An address
    severity: 2
    action: redact
    detector: email
    tests: {hit: 'write to jo@example.org', miss: ['a word']}
  - {id: r-block, title: t, severity: 3, action: block, terms: [blockword]}
  - {id: r-hold, title: t, severity: 3, action: hold, terms: [holdword]}
END

my $pass = "proxy_pass http://127.0.0.1:$port;";

$nginx->configure(http => <<'END', server => <<"END");
    log_format told '$request_uri $status $coc_verdict $coc_redacted '
                    '$coc_reason $coc_body_text';
    access_log logs/access.log told;
END
        listen 127.0.0.1:$http2 http2;
        coc on;
        coc_rules $dir/redact.yaml;
        coc_text text note;
        proxy_set_header X-CoC-Verdict \$coc_verdict;
        proxy_set_header X-CoC-Redacted \$coc_redacted;
        proxy_set_header X-Text \$coc_body_text;
        proxy_set_header X-File \$request_body_file;
        proxy_set_header X-Length \$content_length;
        client_max_body_size 20m;

        location / { $pass }

        location /small/ {
            client_body_buffer_size 1k;
            $pass
        }

        location /single/ {
            client_body_in_single_buffer on;
            $pass
        }

        location /file/ {
            client_body_in_file_only on;
            $pass
        }

        location /clean/ {
            client_body_in_file_only clean;
            $pass
        }

        location /stream/ {
            proxy_request_buffering off;
            proxy_http_version 1.1;
            $pass
        }

        location /set/ {
            set \$early "\$content_length";
            proxy_set_body \$request_body;
            $pass
        }

        location /tried/ {
            try_files /nothing \@tried;
        }

        location \@tried { $pass }

        location /again/ {
            error_page 404 = \@again;
            proxy_intercept_errors on;
            rewrite ^/again/(.*) /status/404/\$1 break;
            $pass
        }

        location \@again {
            rewrite ^ /second break;
            $pass
        }

        location /watched/ {
            coc monitor;
            $pass
        }

        location /little/ {
            coc_redact_max 64;
            $pass
        }

        location /lenient/ {
            coc_malformed pass;
            $pass
        }
END
$nginx->start;


my %type = (
    json      => 'application/json',
    form      => 'application/x-www-form-urlencoded',
    multipart => 'multipart/form-data; boundary=b0undary',
    plain     => 'text/plain; charset=utf-8',
);

sub multipart
{
    my (@parts) = @_;

    return join('', map {
        my ($head, $value) = @$_;
        "--b0undary\r\nContent-Disposition: form-data; $head\r\n\r\n$value\r\n"
    } @parts) . "--b0undary--\r\n";
}

# "~" stands for an address

my %body = (
    json => qq({"title":"caf\xc3\xa9 \\u00e9","text":"x \\"~\\" y\\n",)
        . qq("note":"and ~","n":1.50,"t":null}),
    form => 'title=caf%C3%A9+x&text=a+~+b&n=1&note=%40+~',
    multipart => multipart([ 'name="title"', "caf\xc3\xa9" ],
        [ "name=\"scan\"; filename=\"x.png\"\r\nContent-Type: image/png",
          "\x89PNG\r\n\0\xff\r\n--b0undar" ],
        [ 'name="text"', "one\r\n~\r\ntwo" ],
        [ 'name="note"', '~' ]),
);

my %address = (
    json      => 'jo\u0040example.org',
    form      => 'jo%40example.org',
    multipart => 'jo@example.org',
);

my $stars = '*' x length 'jo@example.org';


sub body
{
    my ($name, $address) = @_;

    (my $body = $body{$name}) =~ s/~/$address/g;
    return $body;
}


# what the application got is $body, with all that tells of it

sub forwarded
{
    my ($r, $body, $n, $what, %more) = @_;

    local $Test::Builder::Level = $Test::Builder::Level + 1;

    return fail("$what: no reply") if !$r;
    return fail("$what: status $r->{status}: $r->{body}")
        if $r->{status} != 200;

    my ($head, $got) = Coc::Upstream::split_request($r->{body});
    my ($told) = $head =~ /^X-CoC-Redacted: (\S+)/m;
    my @length = $head =~ /^Content-Length: (\d+)/mg;

    is($told, $n, "$what: count");
    is("@length", length $body, "$what: length");
    ok($got eq $body, "$what: byte for byte") or diag($got);

    for my $name (sort keys %more) {
        my ($value) = $head =~ /^\Q$name\E: (.*?)\r?$/m;
        is($value, $more{$name}, "$what: $name");
    }

    return $head;
}


sub post
{
    my ($uri, $name, $body, %headers) = @_;

    return $nginx->request('POST', $uri, $body,
                           'Content-Type' => $type{$name}, %headers);
}


for my $name (sort keys %body) {
    my $sent = body($name, $address{$name});
    my $masked = body($name, $stars);

    for my $where ('/', '/small/', '/single/', '/file/', '/clean/', '/stream/',
                   '/tried/')
    {
        forwarded(post($where, $name, $sent), $masked, 2, "$name, $where",
                  'X-CoC-Verdict' => 'flag');
        forwarded(post($where, $name, Coc::Client::chunked($sent, 1, 2, 77),
                       'Transfer-Encoding' => 'chunked'),
                  $masked, 2, "$name, $where, chunked");
    }

    my $before = body($name, 'nobody');
    forwarded(post('/', $name, $before), $before, 0, "$name, nothing to mask",
              'X-CoC-Verdict' => 'pass');
    forwarded(post('/watched/', $name, $sent), $sent, 0, "$name, monitor",
              'X-CoC-Verdict' => 'flag-monitored');
}


# large ones: a temp file, addresses wherever its pieces are cut

{
    my ($sent, $masked) = ('{"text":"', '{"text":"');

    for my $i (1 .. 2000) {
        my $between = ' words ' . 'w' x ($i % 91) . " \\u00e9\xc3\xa9 ";
        $sent .= "$between jo\@example.org";
        $masked .= "$between $stars";
    }

    $_ .= '"}' for $sent, $masked;

    ok(length $sent > 100_000, 'a large body');
    forwarded(post('/small/', 'json', $sent), $masked, 2000, 'large, in a file');
    forwarded(post('/file/', 'json', $sent), $masked, 2000,
              'large, in a file that is kept');
    forwarded(post('/stream/', 'json', Coc::Client::chunked($sent),
                   'Transfer-Encoding' => 'chunked'), $masked, 2000,
              'large, chunked, not buffered');

    my $file = pack('N*', 1 .. 500_000);
    my @parts = ([ 'name="text"', 'to ~' ],
        [ 'name="f"; filename="film.bin"', $file ], [ 'name="note"', '~' ]);
    my @twice = map { my ($head, $text) = @$_; [ $head, $text ] } @parts;

    for ([ \@parts, 'jo@example.org' ], [ \@twice, $stars ]) {
        my ($set, $word) = @$_;
        $_->[1] =~ s/^(to )?~$/($1 || '') . $word/e for @$set[0, 2];
    }

    forwarded(post('/small/', 'multipart', multipart(@parts)),
              multipart(@twice), 2, 'an upload of 2 MB');
}


# a file that is kept is the masked one, and the only one

{
    my $masked = body('json', $stars);
    my $head = forwarded(post('/file/', 'json', body('json', 'jo@example.org')),
                         $masked, 2, 'a file');
    my ($file) = $head =~ /^X-File: (\S+?)\r?$/m;

    is(slurp($file =~ m{^/} ? $file : "$dir/$file"), $masked,
       'the file that is told is masked');

    my $kept = `grep -rlF 'jo\@example.org' $dir/tmp`;
    is($kept, '', 'no file holds an address');
}


# what tells of the body

{
    my $sent = 'text=to+jo%40example.org';
    my $masked = "text=to+$stars";
    my $head = forwarded(post('/', 'form', $sent,
        'Content-MD5' => 'Q2hlY2sgSW50ZWdyaXR5IQ==', Digest => 'sha-256=a',
        'Content-Digest' => 'sha-256=:a:', 'Repr-Digest' => 'sha-256=:a:',
        'X-Other' => 'stays'), $masked, 1, 'digests',
        'X-Other' => 'stays', 'X-Text' => "to $stars");

    unlike($head, qr/^(?:Content-MD5|(?:\w+-)?Digest):/mi, 'no digest is left');

    $head = forwarded(post('/', 'form', 'text=to', Digest => 'sha-256=a'),
                      'text=to', 0, 'digests of others', Digest => 'sha-256=a');

    forwarded(post('/set/', 'form', $sent), $masked, 1, 'variables',
              'X-Length' => length $masked);

    # the second of two requests on a connection

    my $client = $nginx->client;
    my $one = Coc::Client::format_request('POST', '/', $sent,
                                          'Content-Type' => $type{form});
    $client->send("$one$one");
    forwarded($client->response, $masked, 1, 'one of two, pipelined');
    forwarded($client->response, $masked, 1, 'two of two');
    $client->close;
}


# an application that says 404: the error page's gets the masked body too

{
    my $n = $app->count;
    my $r = post('/again/x', 'form', 'text=to+jo%40example.org');
    my @all = $app->requests($n + 2);

    forwarded($r, "text=to+$stars", 1, 'an error page');
    is((Coc::Upstream::split_request($all[$n]))[1], "text=to+$stars",
       'and the one before it');
}


SKIP: {
    skip 'no HTTP/2 in curl', 3 if `curl --version` !~ /HTTP2/;

    forwarded(Coc::Client::curl('--http2-prior-knowledge', '-H',
        "Content-Type: $type{form}", '--data-binary',
        'text=to+jo%40example.org', "http://127.0.0.1:$http2/"),
        "text=to+$stars", 1, 'HTTP/2');
}


# what can't be masked is refused

sub refused
{
    my ($r, $what, $status) = @_;

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is($r->{status}, $status || 403, $what);
    unlike($r->{body}, qr/example\.org/, "$what: not told again");
}

{
    my $n = $app->count;

    refused(post('/', 'multipart', multipart(
        [ "name=\"text\"\r\nContent-Transfer-Encoding: base64",
          'd3JpdGUgdG8gam9AZXhhbXBsZS5vcmcgbm93' ])), 'base64');
    refused(post('/file/', 'multipart', multipart(
        [ "name=\"text\"\r\nContent-Transfer-Encoding: base64",
          'd3JpdGUgdG8gam9AZXhhbXBsZS5vcmcgbm93' ])), 'base64, in a file');
    refused(post('/?text=jo%40example.org', 'form', 'text=a'), 'the query');
    refused(post('/', 'json', '{"text":"to jo@example.org","slug":'
        . '"to jo@example.org"}'), 'the same where it is not screened');
    refused(post('/little/', 'form', 'text=jo%40example.org&b=' . 'b' x 64),
            'larger than coc_redact_max');
    refused(post('/lenient/', 'json', '{"text":"to jo@example.org"'),
            'malformed, though it would pass');
    refused(post('/', 'form', 'text=blockword+jo%40example.org'),
            'refused for another rule');

    my $r = $nginx->request('POST', '/?text=jo%40example.org', 'text=a',
                            'Content-Type' => $type{form});
    like($r->{body}, qr/urn:coc:redact/, 'the reply tells why');

    is($app->count, $n, 'nothing was forwarded');

    forwarded(post('/', 'form', 'text=holdword+jo%40example.org'),
              "text=holdword+$stars", 1, 'held', 'X-CoC-Verdict' => 'hold');
    forwarded(post('/little/', 'form', 'text=jo%40example.org'),
              "text=$stars", 1, 'just small enough');

    my $kept = `grep -rlE 'jo\@example.org|am9AZXhhbXBsZS5vcmc' $dir/tmp`;
    chomp $kept;
    my @kept = split /\n/, $kept;
    is(scalar @kept, 1, 'of what was refused nginx\' own file is left')
        or diag($kept);
}


$nginx->wait_access(qr{^/lenient/ 403 block 0 redact }m);

my $log = $nginx->access_log;
like($log, qr{^/ 200 flag 2 rules }m, 'the count is logged');
unlike(join('', $nginx->error_log =~ /( coc: .*?), client: /g),
       qr/example\.org/, 'no address is');
like($nginx->error_log, qr/can't be masked: it is in the query string/,
     'why not is');

$nginx->stop;
$app->stop;
done_testing();

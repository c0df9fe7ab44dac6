#!/usr/bin/perl

# Bodies with a content coding or in another charset, over HTTP: what they hold
# is seen, what goes on is the body as it came, and what can't be undone stops.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use IO::Compress::Deflate qw(deflate $DeflateError);
use IO::Compress::Gzip qw(gzip $GzipError);
use IO::Compress::RawDeflate qw(rawdeflate $RawDeflateError);
use Encode qw(encode);
use Test::More;

use Coc::Client;
use Coc::Nginx;
use Coc::Rules;
use Coc::Upstream;

sub gz   { my $in = shift; my $out; gzip(\$in => \$out) or die $GzipError;
           return $out }
sub zlib { my $in = shift; my $out; deflate(\$in => \$out)
           or die $DeflateError; return $out }
sub bare { my $in = shift; my $out; rawdeflate(\$in => \$out)
           or die $RawDeflateError; return $out }


my $app = Coc::Upstream->new;
my $nginx = Coc::Nginx->new(name => 'codings');
my $rules = Coc::Rules::write_to($nginx->dir);
my $port = $app->port;

$nginx->configure(server => <<"END");
        coc on;
        coc_rules $rules;
        proxy_set_header X-CoC-Verdict \$coc_verdict;
        client_max_body_size 20m;

        location / { proxy_pass http://127.0.0.1:$port; }

        location /little/ {
            coc_inflate_max 1k;
            proxy_pass http://127.0.0.1:$port;
        }

        location /wide/ {
            coc_inflate_max 900k ratio=2000;
            proxy_pass http://127.0.0.1:$port;
        }
END
$nginx->start;


# where, body, headers, status, what the reply says or the verdict, what it is

sub posted
{
    my ($where, $body, $headers, $status, $says, $what) = @_;

    local $Test::Builder::Level = $Test::Builder::Level + 1;

    my $r = $nginx->request('POST', $where, $body, @$headers);

    return fail("$what: no reply") if !$r;
    return fail("$what: status $r->{status}: $r->{body}")
        if $r->{status} != $status;

    if ($status == 200) {
        my ($head, $got) = Coc::Upstream::split_request($r->{body});
        my ($told) = $head =~ /^X-CoC-Verdict: (\S+)/m;

        return fail("$what: verdict $told") if $told ne $says;
        return ok($got eq $body, "$what: $says, unchanged");
    }

    return like($r->{body}, $says, $what);
}


my $text = 'text/plain';
my $json = 'application/json';
my $form = 'application/x-www-form-urlencoded';
my $block = qr/"type":"urn:coc:block"/;

for my $case ([ 'gzip', \&gz ], [ 'x-gzip', \&gz ], [ 'deflate', \&zlib ],
              [ 'deflate', \&bare ], [ 'gzip, gzip', sub { gz(gz($_[0])) } ],
              [ 'deflate,gzip', sub { gz(zlib($_[0])) } ])
{
    my ($coding, $pack) = @$case;
    my @head = ('Content-Encoding' => $coding);

    posted('/', $pack->('a blockword'), [ 'Content-Type' => $text, @head ],
        403, $block, "$coding, blocked");
    posted('/', $pack->('a flagword'), [ 'Content-Type' => $text, @head ],
        200, 'flag', "$coding, flagged");
    posted('/', $pack->('{"a":"bloc\u006bword"}'),
        [ 'Content-Type' => $json, @head ], 403, $block, "$coding, JSON");
    posted('/', $pack->('a=fine'), [ 'Content-Type' => $form, @head ],
        200, 'pass', "$coding, a form");
}

my @gzip = ('Content-Type' => $text, 'Content-Encoding' => 'gzip');

posted('/', gz('a block') . gz('word'), \@gzip, 403, $block, 'two members');
posted('/', gz('fine') . 'xyz', \@gzip, 400, qr/"gzip\\" is damaged/,
    'something behind the end');
posted('/', substr(gz('fine'), 0, -1), \@gzip, 400, qr/"gzip\\" has no end/,
    'cut off');
posted('/', 'fine', \@gzip, 400, qr/"gzip\\" is damaged/, 'no gzip');
posted('/', gz(gz('a blockword')), [ @gzip, 'content-encoding' => 'gzip' ],
    403, $block, 'the header in two lines');
posted('/', gz('fine'), [ @gzip, 'content-encoding' => 'br' ], 415,
    qr/coding \\"br\\" is not read/, 'br in a second line');

for my $coding ('br', 'zstd', 'compress', 'gzip, identity', 'aes128gcm') {
    posted('/', 'fine', [ 'Content-Type' => $text,
        'Content-Encoding' => $coding ], 415,
        qr/"type":"urn:coc:unsupported".*"status":415/, "$coding");
}

# bombs

posted('/', gz('a' x 1_000_000), \@gzip, 413,
    qr/20 times the bytes that came.*coc_inflate_max/, 'the ratio');
posted('/wide/', gz('a ' x 400_000), \@gzip, 200, 'pass', 'a higher one');
posted('/wide/', gz('a ' x 500_000), \@gzip, 413,
    qr/more than 921600 bytes.*coc_inflate_max/, 'its size');
posted('/wide/', gz(gz('a ' x 20_000_000)),
    [ 'Content-Type' => $text, 'Content-Encoding' => 'gzip, gzip' ], 413,
    qr/coc_inflate_max/, 'a bomb in a bomb');
posted('/little/', gz('a' x 1024), \@gzip, 200, 'pass', 'up to the size');
posted('/little/', gz('a' x 1025), \@gzip, 413,
    qr/more than 1024 bytes.*coc_inflate_max/, 'a byte past it');

# charsets

my @charsets = (
    [ 'utf-16le', encode('UTF-16LE', 'a blockword') ],
    [ 'UTF-16', encode('UTF-16', 'a blockword') ],
    [ '"utf-32be"', encode('UTF-32BE', 'a blockword') ],
    [ 'iso-8859-1', encode('ISO-8859-1', "\x{e4} blockword") ],
    [ 'windows-1251', encode('cp1251', "\x{448} blockword") ],
    [ 'ibm037', encode('cp37', 'a blockword') ],
    [ 'utf-7', '+AGI-lockword' ],
);

for my $case (@charsets) {
    my ($charset, $body) = @$case;
    my @head = ('Content-Type' => "$text; charset=$charset");

    posted('/', $body, \@head, 403, $block, $charset);
    posted('/', gz($body), [ @head, 'Content-Encoding' => 'gzip' ], 403,
        $block, "$charset, packed");
}

posted('/', encode('UTF-16LE', '{"a":"blockword"}'),
    [ 'Content-Type' => $json ], 403, $block, 'UTF-16 JSON');
posted('/', encode('UTF-16', '["blockword"]'),
    [ 'Content-Type' => 'application/x-thing' ], 403, $block,
    'UTF-16 of no known type');
posted('/', 'a blockword', [ 'Content-Type' => "$text; charset=ibm037" ], 403,
    $block, 'ASCII that is told to be EBCDIC');
posted('/', encode('UTF-16LE', 'fine'),
    [ 'Content-Type' => "$text; charset=utf-16" ], 400, qr/byte order mark/,
    'UTF-16 in an unknown order');
posted('/', 'fine', [ 'Content-Type' => "$text; charset=utf-8; charset=utf-7" ],
    400, qr/two charsets/, 'two charsets');
posted('/', 'fine', [ 'Content-Type' => "$text; charset=x-none" ], 415,
    qr/x-none/, 'an unknown charset');

$nginx->stop;
$app->stop;

done_testing();

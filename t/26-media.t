#!/usr/bin/perl

# Uploaded files: what they tell of themselves is screened like text, as a part
# of a form or as the body itself; the rest of them passes by in little memory.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::Nginx;
use Coc::Rules;
use Coc::Upstream;
use Coc::Util qw(build_dir sanitized slurp spew);


my $app = Coc::Upstream->new;
my $nginx = Coc::Nginx->new(name => 'media');
my $rules = Coc::Rules::write_to($nginx->dir);
my $port = $app->port;

$nginx->configure(server => <<"END");
        coc on;
        coc_rules $rules;
        client_max_body_size 20m;

        location / { proxy_pass http://127.0.0.1:$port; }

        location /ignored/ {
            coc_ignore photo.iptc.* photo.dicom.* iptc.*;
            proxy_pass http://127.0.0.1:$port;
        }

        location /stream/ {
            proxy_request_buffering off;
            proxy_http_version 1.1;
            proxy_pass http://127.0.0.1:$port;
        }
END
$nginx->start;


# IPTC: Photoshop's resource 0x0404, data set 2:120

sub jpeg
{
    my ($caption, $pixels) = @_;
    my $iptc = pack('C3 n/a*', 0x1c, 2, 120, $caption);

    $iptc .= "\0" if length($iptc) % 2;

    my $block = "Photoshop 3.0\0" . '8BIM'
        . pack('n n N/a*', 0x0404, 0, $iptc);

    return "\xff\xd8\xff\xed" . pack('n', 2 + length $block) . $block
        . "\xff\xda\0\2" . ($pixels // 'pixels') . "\xff\xd9";
}


sub pdf
{
    my ($title) = @_;

    return "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Title ($title)>> endobj\n"
        . "2 0 obj <<>> stream\n(graveword)\nendstream endobj\n%%EOF\n";
}


sub dicom
{
    my ($comment) = @_;
    my $meta = pack('v v a2 v a*', 2, 0x10, 'UI', 20, "1.2.840.10008.1.2.1\0");

    return "\0" x 128 . 'DICM'
        . pack('v v a2 v V', 2, 0, 'UL', 4, length $meta) . $meta
        . pack('v v a2 v/a*', 0x10, 0x4000, 'LT', $comment);
}


sub form
{
    my ($file, $type) = @_;

    return "--b\r\nContent-Disposition: form-data; name=\"photo\"; "
        . "filename=\"x.bin\"\r\nContent-Type: $type\r\n\r\n$file\r\n--b--\r\n";
}


my %file = (
    'image/jpeg'        => [ \&jpeg, 'iptc.caption' ],
    'application/pdf'   => [ \&pdf, 'pdf.title' ],
    'application/dicom' => [ \&dicom, 'dicom.patient_comments' ],
);

my $multipart = 'multipart/form-data; boundary=b';


sub status
{
    my ($where, $body, $type) = @_;
    my $r = $nginx->request('POST', $where, $body, 'Content-Type' => $type);

    return $r ? $r->{status} : 'no reply';
}


sub fields
{
    my ($type, $body) = @_;

    spew($nginx->file('body'), $body);

    return scalar `@{[ build_dir() ]}/cocctl fields --type '$type' \\
                   @{[ $nginx->file('body') ]} 2>&1`;
}


for my $type (sort keys %file) {
    my ($make, $name) = @{ $file{$type} };
    my $clean = $make->('harmless');
    my $bad = $make->('a blockword in it');

    is(status('/', form($clean, $type), $multipart), 200, "$type: passes");
    is(status('/', form($bad, $type), $multipart), 403,
       "$type: caught in a form");
    is(status('/', form($bad, 'application/octet-stream'), $multipart), 403,
       "$type: whatever it is called");
    is(status('/', $clean, $type), 200, "$type: passes as a body");
    is(status('/', $bad, $type), 403, "$type: caught as a body");
    is(status('/', $bad, 'application/octet-stream'), 403,
       "$type: caught as a body of no type");
    is(status('/stream/', $bad, $type), 403, "$type: while it is streamed");

    like(fields($multipart, form($bad, $type)),
         qr/^\{"path":"photo\.\Q$name\E","kind":"media","value":"a blockword/m,
         "$type: the field's name in a form");
    like(fields($type, $bad), qr/^\{"path":"\Q$name\E","kind":"media"/m,
         "$type: and of a body");

    my $cuts = sanitized() ? 53 : 11;
    my @wrong;

    for (my $i = 1; $i < length $bad; $i += $cuts) {
        my $c = $nginx->client;

        $c->send(Coc::Client::format_request('POST', '/', undef,
            'Content-Type' => $type, 'Content-Length' => length $bad));
        $c->send_pieces(substr($bad, 0, $i), substr($bad, $i));

        my $r = $c->response;
        push @wrong, $i if !$r || $r->{status} != 403;
        $c->close;
    }

    is("@wrong", '', "$type: cut anywhere");
}

is(status('/ignored/', form(jpeg('blockword'), 'image/jpeg'), $multipart),
   200, 'coc_ignore: a form');
is(status('/ignored/', jpeg('blockword'), 'image/jpeg'), 200,
   'coc_ignore: a body');
is(status('/ignored/', form(pdf('blockword'), 'application/pdf'), $multipart),
   403, 'coc_ignore: only those');

is(status('/', 'a blockword', 'image/jpeg'), 403, 'no picture: text');
is(status('/', '{"a":"blockword"}', 'image/png'), 403, 'no picture: JSON');
is(status('/', "%PDF-1.4\na blockword", 'application/octet-stream'), 403,
   'begins like a document: text');


# 10 MB take no memory to speak of: not the file's size, by far

my ($worker) = $nginx->workers;

sub peak
{
    return slurp("/proc/$worker/status") =~ /^VmHWM:\s+(\d+)/m ? $1 : 0;
}

my $large = jpeg('harmless', 'x' x (10 * 1024 * 1024));

is(status('/', form(jpeg('harmless', 'x' x 65536), 'image/jpeg'), $multipart),
   200, '64 KB: passes');

my $before = peak();
ok($before > 0, 'the worker\'s peak is known');

for my $where ('/', '/stream/') {
    is(status($where, $large, 'image/jpeg'), 200, "10 MB to $where: passes");
    is(status($where, form($large, 'image/jpeg'), $multipart), 200,
       "10 MB in a form to $where: passes");
}

my $more = peak() - $before;

SKIP: {
    skip 'the sanitizer keeps what was freed', 1 if sanitized();
    cmp_ok($more, '<', 2048, "10 MB: the worker's peak grew by $more KB");
}

$nginx->stop;
$app->stop;
done_testing();

#!/usr/bin/perl

# "Upload compliant files to your SERMOsolve pages cases": what a picture or a
# document says of the patient beside its pixels is read, as a part of a form
# and as a body; a file without it passes as it came.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Client;
use Coc::Code;
use Coc::Upstream;

my $app = Coc::Upstream->new;
my $port = $app->port;
my $edge = Coc::Code::edge(server => <<"END")->start;
        location /case/ {
            coc on;
            coc_kind case;
            add_header X-Verdict \$coc_verdict always;
            add_header X-Sections \$coc_sections always;
            add_header X-Rules \$coc_rules always;
            proxy_pass http://127.0.0.1:$port;
        }
END


# IPTC's caption, in Photoshop's resource 0x0404

sub jpeg
{
    my ($caption) = @_;
    my $iptc = pack('C3 n/a*', 0x1c, 2, 120, $caption);

    $iptc .= "\0" if length($iptc) % 2;

    my $block = "Photoshop 3.0\0" . '8BIM'
        . pack('n n N/a*', 0x0404, 0, $iptc);

    return "\xff\xd8\xff\xed" . pack('n', 2 + length $block) . $block
        . "\xff\xda\0\2" . join('', map { chr } 0 .. 254) . "\xff\xd9";
}

sub pdf
{
    my ($title) = @_;

    return "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj <</Title ($title)>> endobj\n"
        . "%%EOF\n";
}

sub dicom
{
    my ($comment) = @_;
    my $meta = pack('v v a2 v a*', 2, 0x10, 'UI', 20, "1.2.840.10008.1.2.1\0");

    $comment .= ' ' if length($comment) % 2;

    return "\0" x 128 . 'DICM'
        . pack('v v a2 v V', 2, 0, 'UL', 4, length $meta) . $meta
        . pack('v v a2 v/a*', 0x10, 0x4000, 'LT', $comment);
}

sub form
{
    my ($file, $type, $name) = @_;

    return "--b\r\nContent-Disposition: form-data; name=\"history\"\r\n\r\n"
        . "A rash for two weeks, what is it?\r\n"
        . "--b\r\nContent-Disposition: form-data; name=\"photo\"; "
        . "filename=\"$name\"\r\nContent-Type: $type\r\n\r\n$file\r\n--b--\r\n";
}

sub upload
{
    my ($body, $type) = @_;

    return Coc::Client::request($edge, 'POST', '/case/', $body,
                                'Content-Type' => $type);
}


my $multipart = 'multipart/form-data; boundary=b';

for my $case (
    [ 'image/jpeg', \&jpeg ], [ 'application/pdf', \&pdf ],
    [ 'application/dicom', \&dicom ],
) {
    my ($type, $make) = @$case;
    my $clean = $make->('Annular plaque, left arm');
    my $named = $make->('Patient: Rosalind Achterkamp, MRN 00915523');

    for my $how (
        [ 'in a form', sub { (form($_[0], $type, 'rash'), $multipart) } ],
        [ 'as a body', sub { ($_[0], $type) } ],
        [ 'by no name', sub { ($_[0], 'application/octet-stream') } ],
    ) {
        my ($name, $wrap) = @$how;
        my ($body, $as) = $wrap->($clean);
        my $r = upload($body, $as);

        is($r->{headers}{'x-verdict'}, 'pass', "$type, $name: passes");
        is((Coc::Upstream::split_request($r->{body}))[1], $body,
           "$type, $name: byte for byte");

        $r = upload($wrap->($named));
        like($r->{headers}{'x-verdict'}, qr/^(?:hold|block)$/,
             "$type, $name: with the patient's name and record number");
        like($r->{headers}{'x-sections'}, qr/\bphi\b/, "$type, $name: phi");
    }
}


# what a file says by itself: where a photo was taken, whose scan it is

sub exif
{
    my ($lat, $lon) = @_;
    my $angle = sub { pack('N6', int $_[0], 1, 0, 1, 0, 1) };

    # IFD0 has one entry, the GPS directory at 26; its values follow at 80

    my $tiff = "MM\0*" . pack('N', 8)
        . pack('n nnNN N', 1, 0x8825, 4, 1, 26, 0)
        . pack('n', 4)
        . pack('nnNa4', 1, 2, 2, 'N') . pack('nnNN', 2, 5, 3, 80)
        . pack('nnNa4', 3, 2, 2, 'W') . pack('nnNN', 4, 5, 3, 104)
        . pack('N', 0) . $angle->($lat) . $angle->($lon);
    my $block = "Exif\0\0" . $tiff;

    return "\xff\xd8\xff\xe1" . pack('n', 2 + length $block) . $block
        . "\xff\xda\0\2pixels\xff\xd9";
}

sub xmp
{
    my ($property) = @_;
    my $packet = "http://ns.adobe.com/xap/1.0/\0"
        . '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        . '<rdf:Description xmlns:mwg-rs='
        . '"http://www.metadataworkinggroup.com/schemas/regions/">'
        . "$property</rdf:Description></rdf:RDF>";

    return "\xff\xd8\xff\xe1" . pack('n', 2 + length $packet) . $packet
        . "\xff\xda\0\2pixels\xff\xd9";
}

sub scan
{
    my ($group, $element, $vr, $value) = @_;
    my $meta = pack('v v a2 v a*', 2, 0x10, 'UI', 20, "1.2.840.10008.1.2.1\0");

    $value .= ' ' if length($value) % 2;

    return "\0" x 128 . 'DICM'
        . pack('v v a2 v V', 2, 0, 'UL', 4, length $meta) . $meta
        . pack('v v a2 v/a*', $group, $element, $vr, $value);
}

for my $case (
    [ 'block', 'a photo with its place', exif(37, 122) ],
    [ 'pass', 'a photo without a fix', exif(0, 0) ],
    [ 'block', 'a full face', xmp('<mwg-rs:Type>Face</mwg-rs:Type>') ],
    [ 'block', 'a name of who is shown',
      xmp('<mwg-rs:Name>Rosalind</mwg-rs:Name>') ],
    [ 'pass', 'where the camera focused',
      xmp('<mwg-rs:Type>Focus</mwg-rs:Type>') ],
    [ 'block', 'a scan with a name', scan(0x10, 0x10, 'PN', 'Achterkamp^R') ],
    [ 'block', 'a scan with a number', scan(0x10, 0x20, 'LO', 'A915523') ],
    [ 'block', 'a scan with a birth date',
      scan(0x10, 0x30, 'DA', '19570411') ],
    [ 'block', 'a scan with its hospital',
      scan(0x08, 0x80, 'LO', 'Mercy Hill Hospital') ],
    [ 'pass', 'a scan of nobody', scan(0x10, 0x10, 'PN', 'Anonymous') ],
    [ 'pass', 'a scan with a year of birth',
      scan(0x10, 0x30, 'DA', '19570101') ],
) {
    my ($verdict, $name, $file) = @$case;
    my $r = upload(form($file, 'application/octet-stream', 'x'), $multipart);

    is($r->{headers}{'x-verdict'}, $verdict, $name)
        or diag($r->{headers}{'x-rules'});
}


# the file's own name

my $r = upload(form(jpeg('x'), 'image/jpeg', 'MRN 00915523.jpg'), $multipart);
like($r->{headers}{'x-sections'}, qr/\bphi\b/, 'the name of a file');

$edge->stop;
$app->stop;
done_testing();

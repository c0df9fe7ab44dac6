package Coc::Model;

# The classifier, plainly: its file (src/detect/coc_model_format.h) and what it
# makes of a segment, from the words of src/detect/coc_feature.h alone.

use strict;
use warnings;

use Digest::SHA qw(sha256);

use constant BUCKETS => 262144;
use constant LABELS => qw(profanity insult hate threat harassment promo toxic
    outing phi sexual selfharm hijack impersonation credentials banevasion);
use constant GOLDEN => -7046029254386353131;    # 0x9e3779b97f4a7c15


# Reads a file, dies if it isn't as it should be.

sub new
{
    my ($class, $path) = @_;

    open my $fh, '<:raw', $path or die "$path: $!\n";
    my $data = do { local $/; <$fh> };
    close $fh;

    my ($magic, $format, $features, $digest, $version, $buckets, $n) =
        unpack 'a8 V V a32 Z16 V V', $data;
    my $head = 72 + 40 * $n;
    my $self = bless { version => $version, labels => {} }, $class;

    die "$path: not a model\n" if $magic ne "coc\0mdl\n";
    die "$path: format $format, features $features, buckets $buckets\n"
        if "$format $features $buckets" ne '1 1 ' . BUCKETS;
    die "$path: its SHA-256 is of other bytes\n"
        if sha256(substr $data, 48) ne $digest;
    die "$path: its size\n" if length $data != $head + $n * BUCKETS;

    for my $i (0 .. $n - 1) {
        my ($name, $slope, $offset) =
            unpack 'Z16 d< d< d<', substr $data, 72 + 40 * $i, 40;
        $self->{labels}{$name} = { at => $i, slope => $slope,
                                   offset => $offset };
    }

    $self->{n} = $n;
    $self->{weights} = substr $data, $head;

    return $self;
}


# Writes one; weights is a hash of buckets, each with a hash of labels.
# version => 'made', slope => 1, offset => 0 (of all labels).

sub make
{
    my ($class, $path, $weights, %arg) = @_;
    my ($slope, $offset) = ($arg{slope} // 1, $arg{offset} // 0);
    my @labels = (LABELS);
    my $bytes = chr(128) x (@labels * BUCKETS);

    for my $bucket (keys %$weights) {
        for my $i (0 .. $#labels) {
            substr($bytes, $bucket * @labels + $i, 1) =
                chr(128 + ($weights->{$bucket}{$labels[$i]} // 0));
        }
    }

    my $data = pack('a16 V V', $arg{version} // 'made', BUCKETS, scalar @labels)
             . join('', map { pack 'a16 d< d< d<', $_, $slope, $offset, 1 }
                        @labels)
             . $bytes;

    open my $fh, '>:raw', $path or die "$path: $!\n";
    print $fh "coc\0mdl\n", pack('V V', 1, 1), sha256($data), $data;
    close $fh or die "$path: $!\n";

    return $class->new($path);
}


# A number by its bytes, low first, times the golden ratio's.

sub product
{
    my ($number) = @_;

    use integer;
    return $number * GOLDEN;
}


sub bucket { product($_[0]) >> 46 }

sub run { bucket(unpack 'Q<', $_[0] . "\0" x (8 - length $_[0])) }


# The number of a word, and the bucket of two.

sub word
{
    my ($word) = @_;
    my $hash = 1;

    for my $part (unpack '(a8)*', $word) {
        $part .= "\0" x (8 - length $part);
        $hash = product($hash ^ unpack('Q<', $part));
        $hash ^= $hash >> 32;
    }

    return $hash;
}

sub pair
{
    my ($before, $word) = @_;
    my $turned = ($before << 21) | ($before >> 43);

    use integer;
    my $sum = $turned + $word;
    no integer;

    return bucket($sum);
}


# The normal form of the bytes of one segment.

sub normal
{
    my ($text) = @_;

    $text =~ s/\xe2\x80[\x93\x94]/-/g;
    $text =~ s/\xe2\x80[\x98\x99]/'/g;
    $text =~ s/\xe2\x80[\x9c\x9d]/"/g;
    $text =~ tr/\x00-\x20\x7f/ /s;
    $text =~ tr/A-Z0-9/a-z0/;
    $text =~ s/((.)\g2\g2)\g2+/$1/gs;
    $text =~ s/\A | \z//g;

    return " $text ";
}


# The buckets of a segment.

sub buckets
{
    my ($text) = @_;
    my $normal = normal($text);
    my (%run, %bucket, $before);

    for my $length (2 .. 5) {
        $run{substr $normal, $_, $length} = 1
            for 0 .. length($normal) - $length;
    }

    $bucket{run($_)} = 1 for keys %run;

    for my $word ($normal =~ /[a-z0'\x80-\xff]+/g) {
        my $hash = word($word);

        $bucket{bucket($hash)} = 1;
        $bucket{pair($before, $hash)} = 1 if defined $before;
        $before = $hash;
    }

    return keys %bucket;
}


# (number of features, reference to the sums in the order of the labels)

sub sums
{
    my ($self, $text) = @_;
    my $n = $self->{n};
    my @bucket = buckets($text);
    my @sum = (0) x $n;

    for my $bucket (@bucket) {
        my $i = 0;
        $sum[$i++] += $_ - 128
            for unpack 'C*', substr $self->{weights}, $bucket * $n, $n;
    }

    return (scalar @bucket, \@sum);
}


# Of 10,000.

sub probability
{
    my ($self, $label, $n, $sum) = @_;
    my $l = $self->{labels}{$label};

    return int(10000 / (1 + exp(-($l->{slope} * ($sum / sqrt $n)
                                  + $l->{offset}))) + 0.5);
}


1;

#!/usr/bin/perl

# Cases of other projects through cocctl fields: what they say is in a body is
# among what we see, and what they refuse we refuse.  t/unit/test_coc_cases.c
# looks at each in pieces of every size; where we differ, and why, stands in
# t/unit/coc_test_cases.h, of which this test takes the names.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use JSON::PP ();
use MIME::Base64 qw(decode_base64);
use Test::More;
use Coc::Util qw(build_dir root shared slurp spew tempdir);


my $bin = build_dir() . '/cocctl';
my $dir = tempdir();
my $json = JSON::PP->new->utf8->allow_nonref;

plan skip_all => "no $bin" if !-x $bin;
plan skip_all => 'no cases: COC_SHARED names their folder'
    if !defined shared('cases');

my %differs = map { $_ => 1 }
    slurp(root() . '/t/unit/coc_test_cases.h') =~ /\{ "([^"]+)", COC_/g;

my %type = (
    python_multipart => undef,
    wpt_urlencoded => 'application/x-www-form-urlencoded',
    jsontestsuite_parsing => 'application/json',
    jsontestsuite_transform => 'application/json',
    modsecurity_v3_bodies => undef,
    yajl_parsing => 'application/json',
);

for my $name (sort keys %type) {
    my $file = shared("cases/$name.json");

    if (!defined $file) {
        diag("cases/$name.json is missing");
        fail($name);
        next;
    }

    my $cases = $json->decode(slurp($file))->{cases};
    my @wrong;

    for my $case (@$cases) {
        next if $differs{$case->{id}};

        my ($exit, @fields) = fields($case->{content_type} // $type{$name}
                                     // '', decode_base64($case->{body_b64}));
        my $wrong = judge($case->{expect}, $exit, \@fields);
        push @wrong, "$case->{id}: $wrong" if $wrong;
    }

    is(join("\n", @wrong), '', "$name: " . @$cases . ' cases');
}

done_testing();


# What is wrong, or nothing.  $exit is 0 for a body that was read.

sub judge
{
    my ($expect, $exit, $fields) = @_;

    if (!ref $expect) {
        return $exit ? 'refused' : '' if $expect =~ /^accept/;
        return $exit ? '' : 'accepted' if $expect eq 'reject';
        return $exit > 2 ? "exit $exit" : '';
    }

    if (exists $expect->{error_at}) {
        return $exit ? '' : 'accepted';
    }

    my @want = map { [$_->[0], $_->[1]] } @{$expect->{pairs}
                                            || $expect->{pairs_guess} || []};

    for my $part (@{$expect->{parts} || []}) {
        push @want, [$part->{name}, $part->{type} eq 'file'
            ? $part->{file_name} : decode_base64($part->{data})];
    }

    for my $want (@want) {
        return "no $want->[0]=$want->[1]" if !grep {
            $_->{path} eq $want->[0] && $_->{value} eq $want->[1]
        } @$fields;
    }

    my $guess = $expect->{parse_guess} || ($expect->{parts} ? 'ok' : '');

    return 'refused' if $guess eq 'ok' && $exit;
    return 'accepted' if $guess eq 'error' && !$exit;
    return '';
}


# The exit code of cocctl fields, and what it printed.

sub fields
{
    my ($type, $body) = @_;

    spew("$dir/body", $body);

    open(my $pipe, '-|', 'sh', '-c', '"$0" fields --type "$1" "$2" 2>&1',
         $bin, $type, "$dir/body") or die "sh: $!\n";
    my @lines = <$pipe>;
    close $pipe;

    return ($? >> 8, map { $json->decode($_) } grep { /^\{/ } @lines);
}

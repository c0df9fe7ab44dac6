#!/usr/bin/perl

# doc/CODE.md has a row for each sentence of the Code, under its headings, with
# the names of sections and rules as they are, and a test for each row that is
# there; and each test of t/code/ is in it.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Util qw(root shared slurp);

binmode Test::More->builder->$_, ':encoding(UTF-8)'
    for qw(output failure_output todo_output);

my $root = root();


# Quotation marks and apostrophes as ASCII has them.

sub plain
{
    my ($text) = @_;

    return $text =~ tr/\x{2018}\x{2019}\x{201c}\x{201d}/''""/r;
}

sub text
{
    my ($path) = @_;
    my $text = slurp($path);

    defined $text or die "$path: $!\n";
    utf8::decode($text);
    return plain($text);
}


# The rows: heading, first words, sections, the edge, by, people, tests.

my (@rows, %heading, $heading);

for my $line (split /\n/, text("$root/doc/CODE.md")) {
    if ($line =~ /^## (.+)/) {
        $heading{$1} = 1;
        $heading = $1;

    } elsif ($line =~ /^\| (?!the Code \|)/) {
        my (undef, @cell) = split /\s*\|\s*/, $line, -1;
        pop @cell;

        is(scalar @cell, 6, "six cells: $cell[0]");
        push @rows, { heading => $heading, words => $cell[0] =~ s/…\z//r,
                      whole => $cell[0], section => $cell[1],
                      edge => $cell[2], people => $cell[4],
                      tests => $cell[5] };
    }
}

cmp_ok(scalar @rows, '>=', 50, 'rows');


# their tests

my %named;

for my $row (@rows) {
    my @tests = $row->{tests} =~ /`([^`]+)`/g;

    if ($row->{tests} eq 'none') {
        ok(length $row->{people}, "why none: $row->{words}");
        next;
    }

    ok(scalar @tests, "a test, or none: $row->{words}");
    ok(-f "$root/$_", "$_ is there: $row->{words}") for @tests;
    $named{$_} = 1 for @tests;
}

for my $test (map { s{^\Q$root/}{}r } glob "$root/t/code/*.t") {
    ok($named{$test}, "$test is of a row");
}


# the sections

my %section = map { lc $_ => 1 }
    grep { $_ ne 'MAX' }
    text("$root/src/rules/coc_rule.h") =~ /\bCOC_SECTION_([A-Z]+)\b/g;
my %used;

for my $row (@rows) {
    for my $name ($row->{section} =~ /`([^`]+)`/g) {
        ok($section{$name}, "section $name: $row->{words}");
        $used{$name} = 1;
    }
}

is(join(' ', sort keys %used), join(' ', sort keys %section),
   'every section has a row');


# the rules that are named

my %rule = map { $_ => 1 }
    map { text($_) =~ /^\s*- id: (\S+)/mg } glob "$root/rules/*.yaml";

for my $name (text("$root/doc/CODE.md") =~ /`([a-z]+-(?:\d+|\*))`/g) {
    my $like = $name =~ s/\*\z/\\d+/r;
    ok(scalar(grep { /\A$like\z/ } keys %rule), "rule $name is there");
}


# the text of the Code

SKIP: {
    my $code = shared('code-of-conduct.txt');

    if (!defined $code) {
        diag('NOT compared with the Code: its text is missing (COC_SHARED)');
        skip 'the text of the Code is missing', 1;
    }

    my @paragraphs = grep { /\S/ } split /\n/, text($code);

    # a heading is a paragraph that is no sentence, these two aside

    for my $paragraph (@paragraphs) {
        if ($paragraph !~ /[.:?!☺](?:\s|\z)/
            || $paragraph =~ /\A(?:Don't rant\.|Enjoy SERMO!)\s*\z/)
        {
            my ($name) = $paragraph =~ /\A(.*?)\s*\z/;
            ok($heading{$name}, "heading: $name");
            next;
        }

        for my $sentence (split /(?<=[.!?:☺]|[."?]")\s+(?=[A-Z"])/, $paragraph) {
            my @of = grep { index($sentence, $_->{words}) == 0 } @rows;
            is(scalar @of, 1, "one row: $sentence");
        }
    }

    # and no row is of another text

    my $all = join ' ', @paragraphs;

    for my $row (@rows) {
        ok(index($all, $row->{words}) >= 0, "of the Code: $row->{words}");
    }
}

done_testing();

#!/usr/bin/perl

# `make quality` counts right, keeps its halves apart, and shows nobody the
# texts that are kept back.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Digest::SHA qw(sha256);
use File::Path qw(make_path);
use JSON::PP ();
use Test::More;
use Coc::Util qw(root build_dir tempdir spew);

my $dir = tempdir();
my $json = JSON::PP->new->utf8->canonical;

make_path("$dir/data", "$dir/kept", "$dir/none");

spew("$dir/rules.yaml", <<'END');
section: ugly
rules:
  - id: ugly-001
    title: A word
    severity: 1
    action: flag
    any: ['\bugly\b']
    tests: {hit: [ugly], miss: [fair]}
  - id: ugly-002
    title: A word that is only counted
    severity: 3
    action: block
    shadow: true
    any: ['\bfair\b']
    tests: {hit: [fair], miss: [ugly]}
END


# half ID: what the script should put it in

sub half
{
    return ord(sha256($_[0])) % 2 ? 'test' : 'tune';
}

sub run
{
    my (@args) = @_;
    my ($said, %o) = ('', data => "$dir/data", kept => "$dir/kept",
                      rules => "$dir/rules.yaml",
                      cocctl => build_dir() . '/cocctl', @args);
    my @options = map { "'--$_=$o{$_}'" } grep { defined $o{$_} } sort keys %o;

    $said = `$^X '@{[root()]}/util/quality.pl' @options 2>&1`;
    return ($? >> 8, $said);
}


# one text of each outcome in each half: found, missed, hit, left alone

my @kinds = (
    [ found  => 'an ugly one',  [ 'insult' ] ],
    [ missed => 'a fair one',   [ 'insult' ] ],
    [ hit    => 'ugly but so',  [] ],
    [ clean  => 'fair and well', [] ],
);
my (@rows, %seen);

for (my $i = 0; keys %seen < 2 * @kinds; $i++) {
    for my $kind (@kinds) {
        my ($name, $text, $labels) = @$kind;
        my $id = "$name-$i";
        my $half = half($id);

        next if $seen{"$name $half"}++;
        push @rows, { id => $id, text => "$half: $text", labels => $labels,
                      known => [ 'insult' ] };
    }
}

spew("$dir/data/made.jsonl", join '', map { $json->encode($_), "\n" } @rows);
spew("$dir/kept/ugly.jsonl", <<'END');
{"id":"ugly-p01","kind":"post","text":"withheld ugly","violation":true}
{"id":"ugly-p02","kind":"post","text":"withheld fair","violation":true}
{"id":"ugly-n01","kind":"post","text":"withheld plain","violation":false}
END

my ($code, $said) = run();

is($code, 0, 'exit 0, though most sources are missing');

my $even = '50\.0 \/ 50\.0';

like($said, qr/^\| insult \| made \| 2 \/ 2 \| $even \| $even \| 2 \/ 2(?: \| $even){4} \|$/m,
     'a label: found, hit and precision of both halves, without shadow');
like($said, qr/^\| ugly \| 2 \| 50\.0 \| 50\.0 \| 1 \| 0\.0 \|$/m,
     'a clause that is kept back');
like($said, qr/MISSING: \S+medquad/, 'a missing source is told');
like($said, qr/not in these figures:\*\* .*\bmedquad\.jsonl/,
     'in the table too');
unlike($said, qr/withheld fair|: an ugly one/, 'no text is printed');

for my $half (qw(tune test)) {
    ($code, $said) = run(half => $half);
    like($said, qr/^\| insult \| made \| 2 \| 50\.0 \| 50\.0 \| 2 \| 50\.0 /m,
         "half $half alone");
}

($code, $said) = run(show => 'tune:made');
is($code, 0, 'what of the tune half is missed and hit is shown');
like($said, qr/^missed\t\S+\tpass\t\ttune: a fair one$/m, 'missed');
like($said, qr/^hit\t\S+\tflag\tugly-001\ttune: ugly but so$/m, 'hit');
unlike($said, qr/test:|an ugly one|fair and well/, 'nothing else');

for my $case ('test:made', 'both:made', 'made', 'tune:ugly',
              "tune:../kept/ugly")
{
    ($code, $said) = run(show => $case);
    isnt($code, 0, "--show=$case is refused");
    unlike($said, qr/an ugly one|withheld/, "--show=$case prints no text");
}

($code, $said) = run(data => "$dir/none");
is($code, 0, 'without data: exit 0');
like($said, qr/MISSING: no labelled texts/, 'without data: told loudly');
like($said, qr/^\| ugly \| 2 /m, 'without data: what there is');

done_testing();

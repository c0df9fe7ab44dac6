#!/usr/bin/perl

# A strong word is seen in whatever disguise: of the forms that Coc::Disguise
# makes, at least FORMS show every one of the base words.  A form of one's own
# that a word doesn't have (nothing to mask in it) is the plain word.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use File::Temp ();
use JSON::PP ();
use Test::More;
use Coc::Disguise qw(disguises);
use Coc::Util qw(root build_dir);

use constant FORMS => 184;      # of 185
use constant SHARE => 0.98;     # of all words in all forms

use constant BASE => qw(fuck shit asshole bitch bastard cunt);
use constant MORE => qw(motherfucker bullshit dickhead cocksucker whore wanker
                        slut nigger faggot raghead);

my $json = JSON::PP->new->utf8;
my $cocctl = build_dir() . '/cocctl';
my $in = File::Temp->new;
my (%form, @order);

for my $word (BASE, MORE) {
    for my $disguise (disguises($word)) {
        my ($name, $text) = @$disguise;

        push @order, [$name, $word, $text];
        utf8::decode($text);

        print $in $json->encode({
            id => scalar @order,
            text => "Honestly you are a $text and everybody here knows it",
        }), "\n";
    }
}

close $in;

open my $out, '-|', $cocctl, 'check', '--rules', root() . '/rules', '--jsonl',
    "$in" or die "$cocctl: $!\n";

my %base = map { $_ => 1 } BASE;
my ($caught, $names) = (0, 0);

for my $row (@order) {
    my ($name, $word, $text) = @$row;
    my $verdict = $json->decode(scalar(<$out>) // '{}')->{verdict} // 'none';
    my $form = $form{$name} //= { missed => [], all => 1, n => $names++ };

    if ($verdict ne 'pass' && $verdict ne 'none') {
        $caught++;
        next;
    }

    push @{ $form->{missed} }, $text =~ s/\n/\\n/gr;
    $form->{all} = 0 if $base{$word};
}

close $out;

my $all = grep { $_->{all} } values %form;

diag(sprintf '%d of %d forms show all base words, %d of %d texts are hit',
     $all, scalar keys %form, $caught, scalar @order);

for my $name (sort { $form{$a}{n} <=> $form{$b}{n} } keys %form) {
    my @missed = @{ $form{$name}{missed} };

    note(sprintf '%s %s: %s', $form{$name}{all} ? 'but in' : 'not in', $name,
         join ' ', @missed) if @missed;
}

cmp_ok($all, '>=', FORMS, 'forms that show all base words');
cmp_ok($caught, '>=', SHARE * @order, 'texts that are hit');

done_testing();

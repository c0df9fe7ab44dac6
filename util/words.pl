#!/usr/bin/perl

# Makes src/detect/tables/coc_detect_words.h of the word lists beside it: a hash
# table of words, each with the set of its classes.
#
#   util/words.pl LIST… >coc_detect_words.h

use strict;
use warnings;

use constant SLOTS => 16384;            # a power of two

my (@classes, %bit, %word);

for my $file (@ARGV) {
    open my $in, '<', $file or die "$file: $!\n";

    while (my $line = <$in>) {
        next if $line =~ /\A(?:#|\s*\z)/;

        my ($class, $words) = $line =~ /\A([a-z]+): (.+)\n\z/
            or die "$file:$.: not \"class: word …\"\n";

        if (!defined $bit{$class}) {
            push @classes, $class;
            $bit{$class} = 1 << $#classes;
        }

        for my $w (split ' ', $words) {
            $w =~ /\A[a-z0-9'-]{1,24}\z/ or die "$file:$.: \"$w\"\n";
            $word{ $w =~ tr/'-//dr } |= $bit{$class};
        }
    }
}

die "more than 32 classes\n" if @classes > 32;

my @words = sort keys %word;

die "more words than slots\n" if @words > SLOTS * 3 / 4;

# FNV-1a of 32 bits, as coc_word_hash() has it

sub hash_of
{
    my $h = 2166136261;

    $h = (($h ^ ord) * 16777619) & 0xffffffff for split //, shift;

    return ($h ^ ($h >> 15)) & (SLOTS - 1);
}

my (@slot, %set, @sets, @set_of, @start);
my $text = '';

for my $i (0 .. $#words) {
    my $mask = $word{ $words[$i] };
    my $at = hash_of($words[$i]);

    if (!defined $set{$mask}) {
        push @sets, $mask;
        $set{$mask} = $#sets;
    }

    push @set_of, $set{$mask};
    push @start, length $text;
    $text .= $words[$i];

    $at = ($at + 1) & (SLOTS - 1) while $slot[$at];
    $slot[$at] = $i + 1;
}

push @start, length $text;

die "more than 256 sets of classes\n" if @sets > 256;
die "more than 64 KB of words\n" if length $text > 65535;

sub rows
{
    my ($format, @values) = @_;
    my ($out, $line) = ('', '   ');

    for my $v (map { sprintf $format, $_ } @values) {
        if (length($line) + length($v) > 96) {
            $out .= "$line\n";
            $line = '   ';
        }

        $line .= " $v,";
    }

    return "$out$line\n";
}

print <<"END";
/*
 * Made by util/words.pl of words.txt and names.txt: don't edit.
 */

#ifndef _COC_DETECT_WORDS_H_INCLUDED_
#define _COC_DETECT_WORDS_H_INCLUDED_


END

for my $i (0 .. $#classes) {
    printf "#define %-19s 0x%08xu\n", 'COC_WORD_' . uc $classes[$i], 1 << $i;
}

printf "\n#define COC_WORD_SLOTS      %d\n", SLOTS;
print "\n\n/* All words, one after the other. */\n\n";
print "static const char  coc_word_text[] =\n";
print qq(    "$_"\n) for unpack '(A90)*', $text;
print ";\n\n\n";
print "/* Where each begins, and the last ends (bytes). */\n\n";
print "static const uint16_t  coc_word_start[] = {\n", rows('%d', @start),
      "};\n\n\n";
print "/* Which of the sets of classes it has. */\n\n";
print "static const uint8_t  coc_word_set[] = {\n", rows('%d', @set_of),
      "};\n\n\n";
print "static const uint32_t  coc_word_sets[] = {\n", rows('0x%x', @sets),
      "};\n\n\n";
print "/* By hash: the word's number plus 1, or 0. */\n\n";
print "static const uint16_t  coc_word_slot[COC_WORD_SLOTS] = {\n",
      rows('%d', map { $_ // 0 } @slot[0 .. SLOTS - 1]), "};\n\n\n";
print "#endif /* _COC_DETECT_WORDS_H_INCLUDED_ */\n";

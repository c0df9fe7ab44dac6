#!/usr/bin/perl

# Makes src/detect/tables/coc_detect_words.h of the word lists beside it: a hash
# table of words, each with the set of its classes and that of its cues, and a
# table of endings.
#
#   util/words.pl LIST… >coc_detect_words.h

use strict;
use warnings;

use constant {
    SLOTS_BITS => 15,                   # as coc_detect_word.h has it
    LETTERS    => 24,                   # of a word, most
    ENDING     => 8,                    # bytes of an ending, most
};

use constant SLOTS => 1 << SLOTS_BITS;

my (@classes, %bit, %word, @cues, %cue_bit, %cue, @ends, %end);

sub read_class
{
    my ($class, @list) = @_;

    if (!defined $bit{$class}) {
        push @classes, $class;
        $bit{$class} = 1 << $#classes;
    }

    for my $w (@list) {
        $w =~ /\A[a-z0-9'-]{1,24}\z/ or die "\"$w\"\n";
        $word{ $w =~ tr/'-//dr } |= $bit{$class};
    }
}

sub read_cue
{
    my ($name, @list) = @_;

    die "cue $name is there twice\n" if defined $cue_bit{$name};

    push @cues, $name;
    $cue_bit{$name} = $#cues;

    for my $w (@list) {
        $w =~ /\A[a-z]{1,24}\z/ or die "\"$w\"\n";
        $word{$w} |= 0;
        $cue{$w} //= [ 0, 0 ];
        $cue{$w}[ $#cues >> 6 ] |= 1 << ($#cues & 63);
    }
}

sub read_end
{
    my ($name, @list) = @_;

    push @ends, $name if !grep { $_ eq $name } @ends;

    for my $w (@list) {
        length $w <= ENDING && !defined $end{$w} or die "\"$w\"\n";
        $end{$w} = $name;
    }
}

for my $file (@ARGV) {
    open my $in, '<', $file or die "$file: $!\n";

    while (my $line = <$in>) {
        next if $line =~ /\A(?:#|\s*\z)/;

        my ($what, $name, $words) = $line =~ /\A(?:(cue|end) )?([a-z]+): (.+)\n\z/
            or die "$file:$.: not \"class: word …\"\n";

        my $read = !defined $what ? \&read_class
                   : $what eq 'cue' ? \&read_cue : \&read_end;

        eval { $read->($name, split ' ', $words); 1 } or die "$file:$.: $@";
    }
}

# the last bit is COC_TOKEN_DIGITS

die "more than 31 classes\n" if @classes > 31;
die "more than 128 cues\n" if @cues > 128;

my @words = sort keys %word;

die "more words than slots\n" if @words > SLOTS * 3 / 4;

# The letters as three little-endian numbers, multiplied: as coc_word_find()
# has it.  The highest bits are the slot, the next ones the check.

sub hash_of
{
    my @k = unpack 'q<3', pack 'a' . LETTERS, shift;

    use integer;

    my $h = $k[0] * -7046029254386353131 + $k[1] * -4417276706812531889
            + $k[2] * 1609587929392839161;

    no integer;

    return (($h >> (64 - SLOTS_BITS)) & (SLOTS - 1),
            ($h >> (48 - SLOTS_BITS)) & 0xffff);
}

# Sets that are used, each once; the first is the empty one.

sub number_of
{
    my ($sets, $numbers, $set) = @_;

    if (!defined $numbers->{$set}) {
        push @$sets, $set;
        $numbers->{$set} = $#$sets;
    }

    return $numbers->{$set};
}

my (@slot, %cue_set, @cue_sets);
my @entry = ('{ 0, 0, 0, 0, 0 }');
my $text  = '';

number_of(\@cue_sets, \%cue_set, '0x0, 0x0');

for my $i (0 .. $#words) {
    my $w = $words[$i];
    my ($at, $check) = hash_of($w);

    # the first eight letters, where the others are

    push @entry, sprintf '{ 0x%xu, 0x%xu, %d, %d, %d }',
        unpack('Q<', pack 'a8', $w), $word{$w}, length $text, length $w,
        number_of(\@cue_sets, \%cue_set,
                  sprintf '0x%x, 0x%x', @{ $cue{$w} // [ 0, 0 ] });

    $text .= substr $w, 8 if length $w > 8;

    $at = ($at + 1) & (SLOTS - 1) while $slot[$at];
    $slot[$at] = $check << 16 | ($i + 1);
}

die "more than 256 sets of cues\n" if @cue_sets > 256;
die "more than 64 KB of words\n" if length $text > 65535;

# Endings by their last byte.

my @endings = sort { substr($a, -1) cmp substr($b, -1) || $a cmp $b }
              keys %end;
my @first = (0) x 257;

$first[ ord(substr $_, -1) + 1 ]++ for @endings;
$first[$_] += $first[ $_ - 1 ] for 1 .. 256;

sub rows
{
    my (@values) = @_;
    my ($out, $line) = ('', '   ');

    for my $v (@values) {
        if (length($line) + length($v) > 96) {
            $out .= "$line\n";
            $line = '   ';
        }

        $line .= " $v,";
    }

    $line =~ s/,\z//;

    return "$out$line\n";
}

sub table
{
    my ($comment, $type, $name, @rows) = @_;

    print "\n\n/* $comment */\n\n" if $comment ne '';
    print "\n\n" if $comment eq '';
    print "$type  $name = {\n", rows(@rows), "};\n";
}

print <<"END";
/*
 * Made by util/words.pl of words.txt, names.txt and cues.txt: don't edit.
 */

#ifndef _COC_DETECT_WORDS_H_INCLUDED_
#define _COC_DETECT_WORDS_H_INCLUDED_


END

printf "#define %-20s 0x%08xu\n", 'COC_WORD_' . uc $classes[$_], 1 << $_
    for 0 .. $#classes;
print "\n";
printf "#define %-20s %du\n", 'COC_CUE_' . uc $cues[$_], $_ for 0 .. $#cues;
print "\n";
printf "#define %-20s 0x%02xu\n", 'COC_END_' . uc $ends[$_], 1 << $_
    for 0 .. $#ends;

print "\n\n/* Their data: for coc_detect_word.c alone. */\n\n";
print "#ifdef COC_WORD_TABLES\n\n";
print "\n\n/* Letters behind the eighth, and what may be read behind. */\n\n";
print "static const char  coc_word_text[] =\n";
print qq(    "$_"\n) for unpack '(A90)*', $text;
print qq(    "@{[ '\\0' x LETTERS ]}";\n);

table('The first has no letters and is known for nothing.',
      'const coc_word_t', 'coc_word[]', @entry);
table('By hash: 16 bits more of it, and the word\'s number; or 0.',
      'const uint32_t', 'coc_word_slot[COC_WORD_SLOTS]',
      map { sprintf '0x%x', $_ // 0 } @slot[ 0 .. SLOTS - 1 ]);
table('Endings by their last byte, little-endian.',
      'static const coc_word_end_t',
      'coc_word_end[]',
      map { sprintf '{ 0x%xu, %d, COC_END_%s }',
            unpack('Q<', pack 'a8', $_), length, uc $end{$_} } @endings);
table('', 'static const uint8_t', 'coc_word_end_first[257]', @first);

print "\n\nconst uint64_t  coc_cue_sets[][2] = {\n",
      rows(map { "{ $_ }" } @cue_sets), "};\n\n\n";
print "#endif /* COC_WORD_TABLES */\n\n\n";
print "#endif /* _COC_DETECT_WORDS_H_INCLUDED_ */\n";

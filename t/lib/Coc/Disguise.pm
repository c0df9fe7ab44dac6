package Coc::Disguise;

# Ways in which people hide a word from a filter: each form is a name and a
# function of the word.  For tests and for util/disguise.pl.

use strict;
use warnings;
use utf8;

use Encode ();
use Exporter qw(import);
use MIME::Base64 ();

our @EXPORT_OK = qw(disguises);


my %LEET = (
    a => '4', b => '8', e => '3', g => '9', i => '1', o => '0', s => '5',
    t => '7', l => '1',
);
my %SIGN = (
    a => '@', c => '(', e => '€', h => '#', i => '!', o => '°', s => '$',
    t => '+', u => 'v',
);
my %PIPE = (h => '|-|', u => '|_|', k => '|<', d => '|)');
my %CYRILLIC = (
    a => 'а', c => 'с', e => 'е', i => 'і', o => 'о', h => 'һ', s => 'ѕ',
    k => 'к', n => 'п', u => 'υ',
);
my %GREEK = (a => 'α', i => 'ι', o => 'ο', u => 'υ', k => 'κ', t => 'τ', n => 'η');
my %SMALL = map { substr('abcdefghijklmnopqrstuvwxyz', $_, 1)
                  => substr('ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡxʏᴢ', $_, 1) } 0 .. 25;
my %SUPER = map { substr('abcdefghijklmnoprstuvwxyz', $_, 1)
                  => substr('ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ', $_, 1) } 0 .. 24;
my %TURNED = map { substr('abcdefghijklmnopqrstuvwxyz', $_, 1)
                   => substr('ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz', $_, 1) } 0 .. 25;
my %BRAILLE = do {
    my @dots = qw(1 3 9 19 11 b 1b 13 a 1a 5 7 d 1d 15 f 1f 17 e 1e 25 27
                  3a 2d 3d 35);
    map { chr(97 + $_) => chr(0x2800 + hex $dots[$_]) } 0 .. 25;
};

sub mapped
{
    my ($map) = @_;

    return sub { join '', map { $map->{$_} // $_ } split //, $_[0] };
}

sub shifted
{
    my ($base) = @_;

    return sub { join '', map { chr($base + ord($_) - 97) } split //, $_[0] };
}

sub joined
{
    my ($by) = @_;

    return sub { join $by, split //, $_[0] };
}

# After the first letter, or in the middle.

sub put
{
    my ($what, $middle) = @_;

    return sub {
        my $at = $middle ? int(length($_[0]) / 2) : 1;
        return substr($_[0], 0, $at) . $what . substr($_[0], $at);
    };
}

sub each_letter
{
    my ($form) = @_;

    return sub { join '', map { sprintf $form, ord } split //, $_[0] };
}

sub wrapped
{
    my ($before, $after) = @_;

    return sub { join '', map { "$before$_$after" } split //, $_[0] };
}

sub masked
{
    my ($sign) = @_;

    return sub {
        my ($word) = @_;
        my $n = length($word) - 2;
        my $mask = substr $sign x $n, 0, $n;

        return substr($word, 0, 1) . $mask . substr($word, -1);
    };
}

sub vowels
{
    my ($sign) = @_;

    return sub { $_[0] =~ s/(?<=.)[aeiou](?=.)/$sign/gr };
}

sub changed
{
    my ($from, $to) = @_;

    return sub { $_[0] =~ s/$from/$to/r };
}

sub swapped
{
    my ($word) = @_;
    my $at = length($word) - 2;

    return substr($word, 0, $at) . reverse substr($word, $at);
}

# One map of letters to others, for alphabets that are a "font".

sub font
{
    my ($letters) = @_;

    return mapped({ map { substr('abcdefghijklmnopqrstuvwxyz', $_, 1)
                          => substr($letters, $_, 1) } 0 .. 25 });
}

sub pig_latin
{
    my ($word) = @_;

    return $word =~ /^([^aeiou]+)(.+)/ ? "$2$1ay" : "${word}way";
}

sub based { MIME::Base64::encode_base64($_[0], '') }


my @FORMS = (
    [plain => sub { $_[0] }],
    [upper => sub { uc $_[0] }],
    [title => sub { ucfirst $_[0] }],
    [mixed_case => sub { my $i = 0; join '', map { $i++ % 2 ? uc : $_ } split //, $_[0] }],
    [leet_digits => mapped(\%LEET)],
    [leet_signs => mapped(\%SIGN)],
    [leet_pipes => mapped(\%PIPE)],
    [leet_at => changed('a', '@')],
    [leet_one => changed('i', '1')],
    [leet_v => changed('u', 'v')],
    [mask_star => masked('*')],
    [mask_hash => masked('#')],
    [mask_grawlix => masked('@#$%&!')],
    [mask_vowel_star => vowels('*')],
    [mask_vowel_dash => vowels('-')],
    [mask_vowel_underscore => vowels('_')],
    [mask_vowel_dot => vowels('.')],
    [mask_first_only => sub { substr($_[0], 0, 1) . '*' x (length($_[0]) - 1) }],
    [mask_dashes => masked('-')],
    [mask_underscores => masked('_')],
    [stretch_vowel => sub { $_[0] =~ s/([aeiou])/$1$1$1$1/r }],
    [stretch_end => sub { $_[0] . substr($_[0], -1) x 3 }],
    [stretch_all => sub { join '', map { $_ x 3 } split //, $_[0] }],
    [double => sub { $_[0] =~ s/([aeiou])/$1$1/r }],
    (map { [$_->[0] => joined($_->[1])] }
        [space => ' '], [spaces => '   '], [dot => '.'], [dash => '-'],
        [underscore => '_'], [slash => '/'], [comma => ','], [bullet => '•'],
        [middle_dot => '·'], [tilde => '~'], [pipe => '|'], [star => '*'],
        [plus => '+'], [equals => '='], [newline => "\n"], [tab => "\t"],
        [spaced_dash => ' - '], [spaced_dot => '. '], [no_break => "\x{a0}"],
        [em_dash => "\x{2014}"], [emoji => "\x{1f525}"], [heart => "\x{2665}"],
        [zwsp => "\x{200b}"], [zwj => "\x{200d}"], [zwnj => "\x{200c}"],
        [word_joiner => "\x{2060}"], [bom => "\x{feff}"],
        [shy => "\x{ad}"], [cgj => "\x{34f}"], [vs16 => "\x{fe0f}"],
        [tag_char => "\x{e0041}"], [hangul_filler => "\x{3164}"],
        [mongolian_vs => "\x{180e}"], [interlinear => "\x{fff9}"],
        [lrm => "\x{200e}"], [entity_zwsp => '&#8203;'], [entity_shy => '&shy;']),
    [split_middle => put(' ', 1)],
    [split_second => sub { substr($_[0], 0, 2) . ' ' . substr($_[0], 2) }],
    [hyphen_newline => put("-\n", 1)],
    [split_dot => put('.', 1)],
    [rlo => sub { "\x{202e}" . reverse($_[0]) . "\x{202c}" }],
    [diaeresis => sub { $_[0] =~ s/([aeiou])/$1\x{308}/gr }],
    [acute => wrapped('', "\x{301}")],
    [zalgo => wrapped('', "\x{301}\x{316}\x{334}\x{489}")],
    [enclosed => wrapped('', "\x{20dd}")],
    [keycaps => wrapped('', "\x{fe0f}\x{20e3}")],
    [strike_marks => wrapped('', "\x{336}")],
    [cyrillic => mapped(\%CYRILLIC)],
    [greek => mapped(\%GREEK)],
    [small_caps => mapped(\%SMALL)],
    [superscript => mapped(\%SUPER)],
    [braille => mapped(\%BRAILLE)],
    [turned => sub { reverse mapped(\%TURNED)->($_[0]) }],
    [fullwidth => shifted(0xff41)],
    [math_bold => shifted(0x1d41a)],
    [math_fraktur => shifted(0x1d586)],
    [math_mono => shifted(0x1d68a)],
    [math_double => shifted(0x1d552)],
    [circled => shifted(0x24d0)],
    [circled_capital => shifted(0x24b6)],
    [parenthesized => shifted(0x249c)],
    [squared => shifted(0x1f130)],
    [squared_negative => shifted(0x1f170)],
    [regional => shifted(0x1f1e6)],
    [entity_decimal => each_letter('&#%d;')],
    [entity_hex => each_letter('&#x%x;')],
    [entity_open => sub { join '', map { sprintf '&#%07d', ord } split //, $_[0] }],
    [wbr => put('<wbr>')],
    [bold_inside => put('<b></b>')],
    [comment => put('<!-- x -->')],
    [span => wrapped('<span>', '</span>')],
    [markdown_bold => sub { $_[0] =~ s/(.)(.+)/$1**$2**/r }],
    [markdown_each => wrapped('**', '**')],
    [markdown_strike => sub { $_[0] =~ s/(.)(.+)/$1~~$2~~/r }],
    [markdown_escape => wrapped('\\', '')],
    [bbcode => sub { $_[0] =~ s/(..)(.+)/$1\[b]$2\[\/b]/r }],
    [u_escape => each_letter('\\u%04x')],
    [x_escape => each_letter('\\x%02x')],
    [percent => each_letter('%%%02x')],
    [url_path => sub { "https://x.example/$_[0]" }],
    [reversed => sub { scalar reverse $_[0] }],
    [rot13 => sub { $_[0] =~ tr/a-z/n-za-m/r }],
    [base64 => \&based],
    [base64_upper => sub { based(uc $_[0]) }],
    [hex => sub { unpack 'H*', $_[0] }],
    [hex_spaced => sub { join ' ', unpack '(H2)*', $_[0] }],
    [hex_0x => sub { join ' ', map { "0x$_" } unpack '(H2)*', $_[0] }],
    [plural => sub { "$_[0]s" }],
    [plural_z => sub { "$_[0]z" }],
    [suffix_er => sub { "$_[0]er" }],
    [suffix_ing => sub { "$_[0]ing" }],
    [glued_face => sub { "$_[0]face" }],
    [glued_you => sub { "you$_[0]" }],
    [camel => sub { 'You' . ucfirst $_[0] }],
    [transposed => \&swapped],
    [leet_plural => sub { mapped({ i => '1', u => 'v', a => '4' })->($_[0]) . 'z' }],
    [sound_k => changed('ck?', 'k')],
    [sound_ph => changed('^f', 'ph')],
    [sound_oo => changed('u', 'oo')],
    [sound_sch => changed('sh', 'sch')],
    [sound_y => changed('i', 'y')],
    [sound_zz => changed('ss', 'zz')],
    [currency => mapped({ a => '₳', b => '฿', c => '₵', e => '€', f => '₣',
                          k => '₭', n => '₦', t => '₮' })],
    [leet_er => sub { mapped({ i => '1', a => '4' })->($_[0]) . '3r' }],
    [leet_multi => mapped({ f => '|=', u => '|_|', c => '(', k => '|<',
                            s => '$', h => '|-|', i => '!', t => '+' })],
    [spaced_leet => sub { join ' ', split //,
                          mapped({ a => '@', i => '!', o => '0' })->($_[0]) }],
    [spaced_twice => sub { join ' ', map { $_ x 2 } split //, $_[0] }],
    [spaced_stars => sub { my @l = split //, $_[0];
                           join ' ', $l[0], ('*') x (@l - 2), $l[-1] }],
    [mask_x => vowels('x')],
    [mask_dots => masked('.')],
    [mask_block => masked("\x{2588}")],
    [mask_question => vowels('?')],
    [mask_other_star => vowels("\x{2217}")],
    [mask_ellipsis => sub { $_[0] =~ s/(?<=.)[aeiou](?=.)/.../r }],
    [mask_escaped => sub { masked('*')->($_[0]) =~ s/\*/\\*/gr }],
    [mask_plural => sub { vowels('*')->($_[0]) . 's' }],
    [star_split => put('*')],
    [dot_split => put('.')],
    [bracket => sub { $_[0] =~ s/(.)(.)/$1($2)/r }],
    [parens_each => wrapped('(', ')')],
    [thin_space => joined("\x{2009}")],
    [ideographic_space => joined("\x{3000}")],
    [rlm => joined("\x{200f}")],
    [isolate => joined("\x{2068}")],
    [rli => sub { "\x{2067}$_[0]\x{2069}" }],
    [rlo_open => sub { "\x{202e}" . reverse $_[0] }],
    [lro => sub { "\x{202d}$_[0]\x{202c}" }],
    [bdo => sub { '<bdo dir="rtl">' . reverse($_[0]) . '</bdo>' }],
    [tilde_marks => wrapped('', "\x{303}")],
    [underline_marks => wrapped('', "\x{332}")],
    [turned_in_place => mapped(\%TURNED)],
    [syllabics => font('ᗩᗷᑕᗪᗴᖴgᕼijkᒪᗰᑎoᑭqᖇᔕtᑌvᗯxyz')],
    [runes => font('ᚨᛒᚲᛞᛖᚠᚷᚺᛁjᚲᛚᛗᚾᛟpqᚱᛊᛏᚢvᚹxyz')],
    [stroke => font('ⱥƀȼđɇꞙǥħɨjꝁƚmꞥøpqɍꞩŧʉvwxyz')],
    [lisu => font('ꓮꓐꓚꓓꓰꓝꓖꓧꓲjꓗꓡꓟꓠꓳꓑqꓣꓢꓔꓴꓦꓪꓫꓬꓜ')],
    [entity_twice => each_letter('&amp;#%d;')],
    [entity_fraktur => sub { join '', map { "&${_}fr;" } split //, $_[0] }],
    [link_inside => sub { $_[0] =~ s/(..)(.+)/[$1](https:\/\/x.example\/)$2/r }],
    [hashtag => sub { "#you$_[0]" }],
    [mention => sub { "\@$_[0]" }],
    [underlined => sub { "__$_[0]__" }],
    [percent_twice => each_letter('%%25%02x')],
    [octal => each_letter('\\%o')],
    [quoted_printable => each_letter('=%02X')],
    [code_points => sub { join ' ', map { sprintf 'U+%04X', ord } split //, $_[0] }],
    [decimal => sub { join ' ', map { ord } split //, $_[0] }],
    [binary => sub { join ' ', map { sprintf '%08b', ord } split //, $_[0] }],
    [binary_seven => sub { join ' ', map { sprintf '%07b', ord } split //, $_[0] }],
    [base64_more => sub { based("$_[0] you") }],
    [hex_more => sub { unpack 'H*', "$_[0]s" }],
    [atbash => sub { join '', map { chr(219 - ord) } split //, $_[0] }],
    [pig_latin => \&pig_latin],
    [reversed_spaced => sub { join ' ', reverse split //, $_[0] }],
    [reversed_plural => sub { scalar reverse "$_[0]s" }],
    [glued_head => sub { "$_[0]head" }],
    [glued_mega => sub { "mega$_[0]" }],
    [snake => sub { "you_$_[0]" }],
    [typo_key => changed('ck', 'xk')],
    [sound_l => changed('i', 'l')],
    [quoted_mask => sub { "'" . masked('*')->($_[0]) . "'" }],
);


# The forms: [name, bytes of the disguised word] for each.

sub disguises
{
    my ($word) = @_;

    return map { [$_->[0], Encode::encode('UTF-8', scalar $_->[1]->($word))] }
           @FORMS;
}

1;

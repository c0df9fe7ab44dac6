/*
 * The tables of signs: look-alikes that people type in a letter's place.
 * Look-alikes that are letters themselves are folded before (coc_fold.c).
 */

#include "coc_squash_sign.h"


const uint8_t  coc_sign_kind[256] = {
     8,  8,  8,  8,  8,  8,  8,  8,  8,  4,  4,  4,  4,  4,  8,  8,
     8,  8,  8,  8,  8,  8,  8,  8,  8,  8,  8,  8,  8,  8,  8,  8,
     4,  8,  8,  8,  8,  8,  8,  8,  8,  8,  8,  8,  8,  8,  8,  8,
     2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  8,  8,  8,  8,  8,  8,
     8, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16,
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16,  8,  8,  8,  8,  8,
     8,  1,  1,  1,  1,  1,  1,  1,  1,  1,  1,  1,  1,  1,  1,  1,
     1,  1,  1,  1,  1,  1,  1,  1,  1,  1,  1,  8,  8,  8,  8,  8,
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16,
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16,
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16,
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16,
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16,
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16,
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16,
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16
};


const uint32_t  coc_sign_letters[128] = {
    ['!'] = coc_sign_bit('i') | coc_sign_bit('l'),
    ['#'] = coc_sign_bit('h'),
    ['$'] = coc_sign_bit('s'),
    ['&'] = coc_sign_bit('a'),
    ['('] = coc_sign_bit('c'),
    ['+'] = coc_sign_bit('t'),
    ['0'] = coc_sign_bit('o'),
    ['1'] = coc_sign_bit('i') | coc_sign_bit('l'),
    ['3'] = coc_sign_bit('e'),
    ['4'] = coc_sign_bit('a'),
    ['5'] = coc_sign_bit('s'),
    ['6'] = coc_sign_bit('g') | coc_sign_bit('b'),
    ['7'] = coc_sign_bit('t'),
    ['8'] = coc_sign_bit('b'),
    ['9'] = coc_sign_bit('g'),
    ['<'] = coc_sign_bit('c'),
    ['@'] = coc_sign_bit('a'),
    ['['] = coc_sign_bit('c'),
    ['^'] = coc_sign_bit('a'),
    ['{'] = coc_sign_bit('c'),
    ['|'] = coc_sign_bit('i') | coc_sign_bit('l')
};


const coc_sign_group_t  coc_sign_groups[] = {
    { "|_|", 3, 'u' },
    { "|-|", 3, 'h' },
    { "|<", 2, 'k' },
    { "|{", 2, 'k' },
    { "|(", 2, 'k' },
    { "|)", 2, 'd' },
    { "|]", 2, 'd' },
    { "|>", 2, 'd' },
    { "|3", 2, 'b' },
    { "|8", 2, 'b' },
    { "|=", 2, 'f' },
    { "|\\|", 3, 'n' },
    { "|v|", 3, 'm' },
    { "|\\/|", 4, 'm' },
    { "|_", 2, 'l' },
    { "|2", 2, 'r' },
    { "|?", 2, 'r' },
    { "|~", 2, 'r' },
    { "(_)", 3, 'u' },
    { "()", 2, 'o' },
    { "(_,", 3, 'g' },
    { "[_]", 3, 'u' },
    { "[]", 2, 'o' },
    { "[)", 2, 'd' },
    { "[-", 2, 'e' },
    { "\\_/", 3, 'u' },
    { "\\/\\/", 4, 'w' },
    { "\\/", 2, 'u' },
    { "\\|/", 3, 'y' },
    { "]-[", 3, 'h' },
    { ")-(", 3, 'h' },
    { "}-{", 3, 'h' },
    { "}{", 2, 'h' },
    { "/-/", 3, 'h' },
    { "/-\\", 3, 'a' },
    { "/\\", 2, 'a' },
    { "/\\/", 3, 'n' },
    { "/\\/\\", 4, 'm' },
    { "{}", 2, 'o' },
    { "<>", 2, 'o' },
    { "13", 2, 'b' },
    { "1_", 2, 'l' },
    { "-|-", 3, 't' },
    { "~|~", 3, 't' },
    { "`/", 2, 'y' },
    { "'/", 2, 'y' },
    { "><", 2, 'x' },
    { "vv", 2, 'w' },
    { NULL, 0, 0 }
};


typedef struct {
    uint32_t  cp;
    uint32_t  letters;
} coc_sign_high_t;


/* Sorted. */

static const coc_sign_high_t  coc_sign_highs[] = {
    { 0xa1, coc_sign_bit('i') },
    { 0xa2, coc_sign_bit('c') },
    { 0xa3, coc_sign_bit('l') | coc_sign_bit('e') },
    { 0xa5, coc_sign_bit('y') },
    { 0xa7, coc_sign_bit('s') },
    { 0xa9, coc_sign_bit('c') },
    { 0xae, coc_sign_bit('r') },
    { 0xb0, coc_sign_bit('o') },
    { 0xb5, coc_sign_bit('u') },
    { 0xb6, coc_sign_bit('p') },
    { 0xba, coc_sign_bit('o') },
    { 0xd7, coc_sign_bit('x') },
    { 0xf8, coc_sign_bit('o') },
    { 0x3bc, coc_sign_bit('u') },
    { 0x434, coc_sign_bit('a') },
    { 0x438, coc_sign_bit('n') | coc_sign_bit('u') },
    { 0x444, coc_sign_bit('o') },
    { 0x446, coc_sign_bit('u') },
    { 0x44d, coc_sign_bit('e') },
    { 0x44f, coc_sign_bit('r') },
    { 0xe3f, coc_sign_bit('b') },
    { 0x2020, coc_sign_bit('t') },
    { 0x2021, coc_sign_bit('t') },
    { 0x20a1, coc_sign_bit('c') },
    { 0x20a2, coc_sign_bit('c') },
    { 0x20a3, coc_sign_bit('f') },
    { 0x20a4, coc_sign_bit('l') },
    { 0x20a5, coc_sign_bit('m') },
    { 0x20a6, coc_sign_bit('n') },
    { 0x20a9, coc_sign_bit('w') },
    { 0x20ab, coc_sign_bit('d') },
    { 0x20ac, coc_sign_bit('e') | coc_sign_bit('c') },
    { 0x20ad, coc_sign_bit('k') },
    { 0x20ae, coc_sign_bit('t') },
    { 0x20b1, coc_sign_bit('p') },
    { 0x20b2, coc_sign_bit('g') },
    { 0x20b3, coc_sign_bit('a') },
    { 0x20b4, coc_sign_bit('s') },
    { 0x20b5, coc_sign_bit('c') },
    { 0x20bf, coc_sign_bit('b') },
    { 0x210f, coc_sign_bit('h') },
    { 0x2202, coc_sign_bit('d') | coc_sign_bit('a') },
    { 0x2205, coc_sign_bit('o') },
    { 0x2208, coc_sign_bit('e') },
    { 0x2211, coc_sign_bit('e') },
    { 0x2227, coc_sign_bit('a') },
    { 0x2229, coc_sign_bit('n') },
    { 0x222a, coc_sign_bit('u') },
    { 0x25cb, coc_sign_bit('o') },
    { 0x25cf, coc_sign_bit('o') },
    { 0x26ce, coc_sign_bit('u') },
    { 0x271d, coc_sign_bit('t') },
    { 0x2b55, coc_sign_bit('o') },
    { 0x1f4b2, coc_sign_bit('s') }
};


uint32_t
coc_sign_high(uint32_t cp)
{
    size_t  low, high, middle;

    low = 0;
    high = coc_nelts(coc_sign_highs);

    while (low < high) {
        middle = (low + high) / 2;

        if (coc_sign_highs[middle].cp == cp) {
            return coc_sign_highs[middle].letters;
        }

        if (coc_sign_highs[middle].cp < cp) {
            low = middle + 1;

        } else {
            high = middle;
        }
    }

    return 0;
}


int
coc_sign_apart(uint32_t cp)
{
    return (cp >= 0xa0 && cp <= 0xbf && cp != 0xaa && cp != 0xb5
            && cp != 0xba)
           || cp == 0xd7 || cp == 0xf7
           || (cp >= 0x2c2 && cp <= 0x2df) || cp == 0x640 || cp == 0x66d
           || (cp >= 0x2000 && cp <= 0x206f)
           || (cp >= 0x20a0 && cp <= 0x20cf)
           || (cp >= 0x2190 && cp <= 0x2bff)
           || (cp >= 0x2e00 && cp <= 0x2e7f)
           || (cp >= 0x3000 && cp <= 0x303f && cp != 0x3005)
           || cp == 0x30fb
           || (cp >= 0xfe00 && cp <= 0xfe6f)
           || (cp >= 0xfff9 && cp <= 0xfffd)
           || (cp >= 0x1f000 && cp <= 0x1faff)
           || cp >= 0xe0000;
}

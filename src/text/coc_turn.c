/*
 * Letters that stand on their heads.  What a code point is by itself the
 * table of look-alikes says; this one is for words in which there is no doubt
 * that they are to be read from the other side.
 */

#include "coc_turn.h"


#define C  COC_TURN_CLEAR


typedef struct {
    uint32_t  cp;
    uint8_t   letter;
} coc_turn_t;


/* Sorted.  Letters of other alphabets and signs are not clear. */

static const coc_turn_t  coc_turn_letters[] = {
    { 0x0131, 'i' },        { 0x017f, 'j' },        { 0x0183, 'g' | C },
    { 0x0186, 'c' | C },    { 0x018e, 'e' | C },    { 0x01dd, 'e' | C },
    { 0x0250, 'a' | C },    { 0x0254, 'c' | C },    { 0x0259, 'e' },
    { 0x025f, 'f' | C },    { 0x0265, 'h' | C },    { 0x026f, 'm' | C },
    { 0x0279, 'r' | C },    { 0x027e, 'j' },        { 0x0287, 't' | C },
    { 0x028c, 'v' | C },    { 0x028d, 'w' | C },    { 0x028e, 'y' | C },
    { 0x029e, 'k' | C },    { 0x02e5, 'l' },        { 0x0500, 'p' },
    { 0x05df, 'l' },        { 0x15e1, 'd' },        { 0x1d09, 'i' | C },
    { 0x1d1a, 'r' | C },    { 0x1d77, 'g' | C },    { 0x2132, 'f' | C },
    { 0x2141, 'g' | C },    { 0x2142, 'l' },        { 0x2144, 'y' | C },
    { 0x214e, 'f' | C },    { 0x2200, 'a' },        { 0x2229, 'u' },
    { 0x22a5, 't' },        { 0xa4d5, 't' | C },    { 0xa4d8, 'k' | C },
    { 0xa4e4, 'r' | C },    { 0xa4ed, 'b' | C },    { 0xa4f5, 'u' | C },
    { 0xa4f7, 'd' | C },    { 0xa7b0, 'k' | C },    { 0x10412, 'b' }
};

#undef C


uint8_t
coc_turn_letter(uint32_t cp)
{
    size_t  low, high, middle;

    /* Most text is of one of these: Latin, Greek to Thai, CJK, emoji. */

    if (cp < 0x131 || (cp > 0x2e5 && cp < 0x2132 && cp != 0x500
        && cp != 0x5df && cp != 0x15e1 && (cp < 0x1d09 || cp > 0x1d77))
        || (cp > 0x22a5 && (cp < 0xa4d5 || cp > 0xa4f7) && cp != 0xa7b0
            && cp != 0x10412))
    {
        return 0;
    }

    low = 0;
    high = coc_nelts(coc_turn_letters);

    while (low < high) {
        middle = (low + high) / 2;

        if (coc_turn_letters[middle].cp == cp) {
            return coc_turn_letters[middle].letter;
        }

        if (coc_turn_letters[middle].cp < cp) {
            low = middle + 1;

        } else {
            high = middle;
        }
    }

    return 0;
}


uint8_t
coc_turn_ascii(uint8_t c)
{
    switch (c) {

    case 'b':
        return 'q';

    case 'd':
        return 'p';

    case 'm':
        return 'w';

    case 'n':
        return 'u';

    case 'p':
        return 'd';

    case 'q':
        return 'b';

    case 'u':
        return 'n';

    case 'w':
        return 'm';

    default:
        return c;
    }
}

/*
 * Words looked up in the tables that util/words.pl makes.
 */

#include "coc_detect_word.h"
#include "coc_utf8.h"


typedef struct {
    uint64_t  bytes;
    uint8_t   n;
    uint8_t   end;              /* COC_END_… */
} coc_word_end_t;


#define COC_WORD_ENDS  5                /* bytes of a word that ends so */

#define COC_WORD_TABLES
#include "tables/coc_detect_words.h"


/* U+00C0 to U+017F without their marks; "?": no letter. */

static const char  coc_word_base[] =
    "aaaaaaaceeeeiiiidnooooo?ouuuuyts"
    "aaaaaaaceeeeiiiidnooooo?ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";


static inline uint64_t
coc_word_le(uint64_t n)
{
#if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
    return __builtin_bswap64(n);
#else
    return n;
#endif
}


/* 1 if the letters of the key behind the eighth are those of the word. */

static int
coc_word_rest(const coc_word_key_t *key, const coc_word_t *word)
{
    size_t       i, left;
    uint64_t     part;
    const char  *rest;

    rest = coc_word_text + word->rest;

    for (i = 1; i < coc_nelts(key->part) && word->letters > 8 * i; i++) {
        left = word->letters - 8 * i;
        memcpy(&part, rest + 8 * (i - 1), sizeof(part));
        part = coc_word_le(part) ^ key->part[i];

        if ((left < 8 ? part << (64 - 8 * left) : part) != 0) {
            return 0;
        }
    }

    return 1;
}


const coc_word_t *
coc_word_probe(uint64_t first, uint64_t second, uint64_t third, size_t letters)
{
    uint32_t           at, slot;
    uint64_t           hash;
    coc_word_key_t     key = { { first, second, third } };
    const coc_word_t  *word;

    hash = coc_word_hash(key);
    at = (uint32_t) (hash >> (64 - COC_WORD_SLOTS_BITS));
    hash = (hash >> (48 - COC_WORD_SLOTS_BITS)) & 0xffff;

    for ( ;; ) {
        slot = coc_word_slot[at];
        word = &coc_word[slot & 0xffff];

        if (slot == 0
            || (slot >> 16 == hash && word->part == key.part[0]
                && word->letters == letters && coc_word_rest(&key, word)))
        {
            return word;
        }

        at = (at + 1) & (COC_WORD_SLOTS - 1);
    }
}


/* The letter of ASCII that the character at *p is read as, or 0. */

static inline uint8_t
coc_word_letter(const uint8_t **p, const uint8_t *end)
{
    uint8_t   c;
    uint32_t  cp;

    if (**p < 0x80) {
        c = *(*p)++ | 0x20;

        return (uint8_t) (c - 'a') < 26 ? c : 0;
    }

    *p += coc_utf8_read(*p, end, &cp);

    return (cp >= 0xc0 && cp < 0x180) ? (uint8_t) coc_word_base[cp - 0xc0] : 0;
}


size_t
coc_word_key(coc_str_t word, coc_word_key_t *key)
{
    size_t          n;
    uint8_t         c;
    const uint8_t  *p, *end;

    n = 0;
    end = word.data + word.len;
    memset(key, 0, sizeof(*key));

    for (p = word.data; p < end; /* void */) {
        c = coc_word_letter(&p, end);

        if (c == 0) {
            continue;
        }

        if (n == COC_WORD_LETTERS) {
            return 0;
        }

        key->part[n / 8] |= (uint64_t) c << (8 * (n % 8));
        n++;
    }

    return n;
}


/* The eight bytes before at, the last one highest; zeros before the text. */

static inline uint64_t
coc_word_tail(coc_str_t text, size_t at)
{
    size_t    n;
    uint64_t  tail;

    if (at >= sizeof(tail)) {
        memcpy(&tail, text.data + at - sizeof(tail), sizeof(tail));
        return coc_word_le(tail);
    }

    for (tail = 0, n = 0; n < at; n++) {
        tail = tail >> 8 | (uint64_t) text.data[n] << 56;
    }

    return tail;
}


unsigned
coc_word_ends(coc_str_t text, size_t start, size_t end)
{
    size_t                 i, len;
    uint8_t                last;
    uint64_t               tail;
    unsigned               ends;
    const coc_word_end_t  *e;

    ends = 0;
    len = end - start;
    last = text.data[end - 1];

    if (len < COC_WORD_ENDS
        || coc_word_end_first[last] == coc_word_end_first[last + 1])
    {
        return 0;
    }

    tail = coc_word_tail(text, end);

    for (i = coc_word_end_first[last]; i < coc_word_end_first[last + 1]; i++)
    {
        e = &coc_word_end[i];

        if (tail >> (64 - 8 * e->n) == e->bytes
            && len >= e->n + (e->end == COC_END_STREET ? 3u : 2u))
        {
            ends |= e->end;
        }
    }

    return ends;
}

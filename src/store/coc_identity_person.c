/*
 * A person's name in one form: "Dr. Jane Q. Public, MD" and "Public, Jane" are
 * "jane public".
 */

#include "coc_identity_text.h"
#include "coc_str.h"


#define COC_PERSON_WORDS  16        /* of a name, most */


typedef struct {
    uint8_t   text[COC_IDENTITY_TEXT * 2];      /* the letters of all words */
    size_t    len;
    size_t    n;
    size_t    start[COC_PERSON_WORDS];
    size_t    size[COC_PERSON_WORDS];
    unsigned  part[COC_PERSON_WORDS];           /* commas before it */
    unsigned  initial[COC_PERSON_WORDS];        /* 1: "Q", "J.R." */
} coc_person_t;


/* Before a name, and behind it. */

static const coc_str_t  coc_person_titles[] = {
    coc_str("dr"), coc_str("doctor"), coc_str("prof"), coc_str("professor"),
    coc_str("mr"), coc_str("mrs"), coc_str("ms"), coc_str("miss"),
    coc_str("mx"), coc_str("sir"), coc_str("dame"), coc_str("rev"),
    coc_str("hon"), coc_str("nurse"), coc_str("herr"), coc_str("frau")
};

static const coc_str_t  coc_person_degrees[] = {
    coc_str("md"), coc_str("do"), coc_str("phd"), coc_str("mbbs"),
    coc_str("mbchb"), coc_str("bmbs"), coc_str("dds"), coc_str("dmd"),
    coc_str("dpm"), coc_str("dvm"), coc_str("od"), coc_str("dnp"),
    coc_str("np"), coc_str("pa"), coc_str("pac"), coc_str("rn"),
    coc_str("crna"), coc_str("pharmd"), coc_str("psyd"), coc_str("mph"),
    coc_str("mba"), coc_str("msc"), coc_str("mha"), coc_str("jd"),
    coc_str("esq"), coc_str("facc"), coc_str("facp"), coc_str("facs"),
    coc_str("faap"), coc_str("facep"), coc_str("facog"), coc_str("faan"),
    coc_str("fccp"), coc_str("frcp"), coc_str("frcs"), coc_str("mrcp"),
    coc_str("jr"), coc_str("sr"), coc_str("ii"), coc_str("iii"),
    coc_str("iv")
};


static int
coc_person_listed(const coc_person_t *person, size_t i,
    const coc_str_t *list, size_t n)
{
    coc_str_t  word;

    word.data = person->text + person->start[i];
    word.len = person->size[i];

    while (n-- > 0) {
        if (coc_str_eq(word, list[n])) {
            return 1;
        }
    }

    return 0;
}


static int
coc_person_title(const coc_person_t *person, size_t i)
{
    return coc_person_listed(person, i, coc_person_titles,
                             coc_nelts(coc_person_titles));
}


static int
coc_person_degree(const coc_person_t *person, size_t i)
{
    return coc_person_listed(person, i, coc_person_degrees,
                             coc_nelts(coc_person_degrees));
}


/*
 * Takes words out of s: letters, what is not ASCII among them; periods and
 * apostrophes vanish, all else parts.  A digit is in no name.
 */

static int
coc_person_read(coc_person_t *person, coc_str_t s)
{
    size_t    i, dots, letters;
    uint8_t   c;
    unsigned  part;

    memset(person, 0, sizeof(coc_person_t));

    part = 0;
    dots = 0;
    letters = 0;

    for (i = 0; i <= s.len; i++) {
        c = (i < s.len) ? s.data[i] : ' ';

        if ((c >= 'a' && c <= 'z') || c >= 0x80) {

            if (person->n == COC_PERSON_WORDS
                || person->len == sizeof(person->text))
            {
                return COC_DECLINED;
            }

            if (letters == 0) {
                person->start[person->n] = person->len;
            }

            person->text[person->len++] = c;
            letters++;
            continue;
        }

        if (c >= '0' && c <= '9') {
            return COC_DECLINED;
        }

        if (c == '.' || c == '\'') {
            dots += (c == '.');
            continue;
        }

        if (letters > 0) {
            person->size[person->n] = letters;
            person->part[person->n] = part;
            person->initial[person->n] = (letters == 1 || dots == letters);
            person->n++;
        }

        part += (c == ',');
        letters = 0;
        dots = 0;
    }

    return COC_OK;
}


static void
coc_person_cut(coc_person_t *person, size_t i)
{
    size_t  left;

    person->n--;
    left = person->n - i;

    memmove(&person->start[i], &person->start[i + 1], left * sizeof(size_t));
    memmove(&person->size[i], &person->size[i + 1], left * sizeof(size_t));
    memmove(&person->part[i], &person->part[i + 1], left * sizeof(unsigned));
    memmove(&person->initial[i], &person->initial[i + 1],
            left * sizeof(unsigned));
}


/*
 * Titles go where a part begins, degrees behind a comma, or behind all where
 * two words stay: "Do" and "Pa" are names too.
 */

static void
coc_person_trim(coc_person_t *person)
{
    size_t    i;
    unsigned  first;

    while (person->n > 0 && coc_person_title(person, 0)) {
        coc_person_cut(person, 0);
    }

    first = person->part[0];

    for (i = 0; i < person->n; /* void */) {

        if (person->part[i] != first
            && (coc_person_degree(person, i)
                || (coc_person_title(person, i)
                    && person->part[i] != person->part[i - 1])))
        {
            coc_person_cut(person, i);

        } else {
            i++;
        }
    }

    while (person->n > 2 && coc_person_degree(person, person->n - 1)) {
        coc_person_cut(person, person->n - 1);
    }

    for (i = 0; i < person->n; /* void */) {

        if (person->initial[i]) {
            coc_person_cut(person, i);

        } else {
            i++;
        }
    }
}


static void
coc_person_put(const coc_person_t *person, size_t i, uint8_t *out,
    size_t *len)
{
    if (*len > 0) {
        out[(*len)++] = ' ';
    }

    memcpy(out + *len, person->text + person->start[i], person->size[i]);
    *len += person->size[i];
}


int
coc_identity_person(coc_str_t folded, coc_identity_form_e form, uint8_t *out,
    size_t *len)
{
    size_t        i, at, from;
    coc_person_t  person;

    *len = 0;

    if (coc_person_read(&person, folded) != COC_OK) {
        return COC_DECLINED;
    }

    coc_person_trim(&person);

    if (person.n < 2 || (form == COC_IDENTITY_SHORT && person.n == 2)) {
        return COC_DECLINED;
    }

    /* "Last, First": what is behind the comma goes before it */

    for (from = 0; from < person.n && person.part[from] == person.part[0];
         from++)
    {
        /* void */
    }

    if (from == person.n) {
        from = 0;
    }

    for (i = 0; i < person.n; i++) {

        if (form == COC_IDENTITY_SHORT && i > 0 && i + 1 < person.n) {
            continue;
        }

        at = (from + i) % person.n;
        coc_person_put(&person, at, out, len);
    }

    return COC_OK;
}

/*
 * The words before a number that say what it is.
 */

#include "coc_detect_label.h"
#include "coc_detect_int.h"


/*
 * What a word does: it names the number alone, or only with a word for
 * "number" or a colon, it is such a word, or it says nothing.
 */

typedef enum {
    COC_WORD_STRONG = 0,
    COC_WORD_WEAK,
    COC_WORD_NUMBER,
    COC_WORD_FILL,
    COC_WORD_MARK               /* remembered, names nothing */
} coc_word_e;


typedef struct {
    const char  *word;
    uint8_t      len;
    uint8_t      role;
    uint32_t     label;
} coc_word_t;


#define coc_word(word, role, label)                                          \
    { word, sizeof(word) - 1, COC_WORD_ ## role, label }

#define COC_LABEL_MOBILE  (COC_LABEL_PHONE | COC_LABEL_PAGER)


/* Sorted. */

static const coc_word_t  coc_words[] = {
    coc_word("a", FILL, 0),
    coc_word("aadhaar", STRONG, COC_LABEL_TAX),
    coc_word("aadhar", STRONG, COC_LABEL_TAX),
    coc_word("accession", WEAK, COC_LABEL_ACCOUNT),
    coc_word("account", WEAK, COC_LABEL_ACCOUNT),
    coc_word("accounts", WEAK, COC_LABEL_ACCOUNT),
    coc_word("acct", STRONG, COC_LABEL_ACCOUNT),
    coc_word("address", FILL, 0),
    coc_word("admission", WEAK, COC_LABEL_ACCOUNT),
    coc_word("alien", WEAK, COC_LABEL_LICENSE),
    coc_word("amex", WEAK, COC_LABEL_CARD),
    coc_word("an", FILL, 0),
    coc_word("and", FILL, 0),
    coc_word("answer", MARK, COC_LABEL_CALL),
    coc_word("answering", MARK, COC_LABEL_CALL),
    coc_word("are", FILL, 0),
    coc_word("as", FILL, 0),
    coc_word("association", MARK, COC_LABEL_PUBLIC),
    coc_word("at", FILL, 0),
    coc_word("batch", STRONG, COC_LABEL_OTHER),
    coc_word("beeper", STRONG, COC_LABEL_MOBILE),
    coc_word("beneficiary", WEAK, COC_LABEL_PLAN),
    coc_word("booking", WEAK, COC_LABEL_ACCOUNT),
    coc_word("bureau", MARK, COC_LABEL_PUBLIC),
    coc_word("call", MARK, COC_LABEL_CALL),
    coc_word("callback", STRONG, COC_LABEL_PHONE),
    coc_word("called", MARK, COC_LABEL_CALL),
    coc_word("card", WEAK, COC_LABEL_CARD),
    coc_word("case", WEAK, COC_LABEL_ACCOUNT),
    coc_word("catalog", STRONG, COC_LABEL_OTHER),
    coc_word("catalogue", STRONG, COC_LABEL_OTHER),
    coc_word("cc", WEAK, COC_LABEL_CARD),
    coc_word("cell", STRONG, COC_LABEL_MOBILE),
    coc_word("cellphone", STRONG, COC_LABEL_MOBILE),
    coc_word("certificate", WEAK, COC_LABEL_ACCOUNT),
    coc_word("chart", WEAK, COC_LABEL_MRN),
    coc_word("claim", WEAK, COC_LABEL_ACCOUNT),
    coc_word("clearinghouse", MARK, COC_LABEL_PUBLIC),
    coc_word("code", NUMBER, 0),
    coc_word("contact", MARK, COC_LABEL_CALL),
    coc_word("cpt", STRONG, COC_LABEL_OTHER),
    coc_word("crisis", MARK, COC_LABEL_PUBLIC),
    coc_word("csn", STRONG, COC_LABEL_ACCOUNT),
    coc_word("dea", STRONG, COC_LABEL_DEA),
    coc_word("debit", WEAK, COC_LABEL_CARD),
    coc_word("dial", MARK, COC_LABEL_CALL),
    coc_word("digits", MARK, COC_LABEL_END),
    coc_word("dl", STRONG, COC_LABEL_LICENSE),
    coc_word("doi", STRONG, COC_LABEL_OTHER),
    coc_word("driver", FILL, 0),
    coc_word("drivers", FILL, 0),
    coc_word("ein", STRONG, COC_LABEL_TAX),
    coc_word("employee", WEAK, COC_LABEL_ACCOUNT),
    coc_word("encounter", WEAK, COC_LABEL_ACCOUNT),
    coc_word("ended", MARK, COC_LABEL_END),
    coc_word("ending", MARK, COC_LABEL_END),
    coc_word("ends", MARK, COC_LABEL_END),
    coc_word("facsimile", STRONG, COC_LABEL_FAX),
    coc_word("fax", STRONG, COC_LABEL_FAX),
    coc_word("faxed", STRONG, COC_LABEL_FAX),
    coc_word("faxes", STRONG, COC_LABEL_FAX),
    coc_word("federation", MARK, COC_LABEL_PUBLIC),
    coc_word("fin", WEAK, COC_LABEL_ACCOUNT),
    coc_word("for", FILL, 0),
    coc_word("foundation", MARK, COC_LABEL_PUBLIC),
    coc_word("grant", STRONG, COC_LABEL_OTHER),
    coc_word("green", FILL, 0),
    coc_word("group", WEAK, COC_LABEL_PLAN),
    coc_word("hcpcs", STRONG, COC_LABEL_OTHER),
    coc_word("health", WEAK, COC_LABEL_PLAN),
    coc_word("helpline", MARK, COC_LABEL_PUBLIC),
    coc_word("her", FILL, 0),
    coc_word("hicn", STRONG, COC_LABEL_PLAN),
    coc_word("him", FILL, 0),
    coc_word("his", FILL, 0),
    coc_word("home", WEAK, COC_LABEL_PHONE),
    coc_word("hosp", WEAK, COC_LABEL_MRN),
    coc_word("hospital", WEAK, COC_LABEL_MRN),
    coc_word("hotline", MARK, COC_LABEL_PUBLIC),
    coc_word("iban", STRONG, COC_LABEL_IBAN),
    coc_word("icd", STRONG, COC_LABEL_OTHER),
    coc_word("id", NUMBER, 0),
    coc_word("identification", NUMBER, 0),
    coc_word("identifier", NUMBER, 0),
    coc_word("ids", NUMBER, 0),
    coc_word("in", FILL, 0),
    coc_word("institute", MARK, COC_LABEL_PUBLIC),
    coc_word("institutes", MARK, COC_LABEL_PUBLIC),
    coc_word("insurance", WEAK, COC_LABEL_PLAN),
    coc_word("insurer", WEAK, COC_LABEL_PLAN),
    coc_word("invoice", WEAK, COC_LABEL_ACCOUNT),
    coc_word("irb", STRONG, COC_LABEL_OTHER),
    coc_word("is", FILL, 0),
    coc_word("isbn", STRONG, COC_LABEL_OTHER),
    coc_word("issn", STRONG, COC_LABEL_OTHER),
    coc_word("itin", STRONG, COC_LABEL_TAX),
    coc_word("landline", STRONG, COC_LABEL_PHONE),
    coc_word("last", MARK, 0),
    coc_word("lic", WEAK, COC_LABEL_LICENSE),
    coc_word("licence", WEAK, COC_LABEL_LICENSE),
    coc_word("license", WEAK, COC_LABEL_LICENSE),
    coc_word("lifeline", MARK, COC_LABEL_PUBLIC),
    coc_word("like", FILL, 0),
    coc_word("lot", STRONG, COC_LABEL_OTHER),
    coc_word("mastercard", WEAK, COC_LABEL_CARD),
    coc_word("mbi", STRONG, COC_LABEL_MBI),
    coc_word("me", FILL, 0),
    coc_word("medicaid", WEAK, COC_LABEL_PLAN),
    coc_word("medical", FILL, 0),
    coc_word("medicare", WEAK, COC_LABEL_PLAN),
    coc_word("member", WEAK, COC_LABEL_PLAN),
    coc_word("membership", WEAK, COC_LABEL_PLAN),
    coc_word("mobile", STRONG, COC_LABEL_MOBILE),
    coc_word("mr", WEAK, COC_LABEL_MRN),
    coc_word("mrn", STRONG, COC_LABEL_MRN),
    coc_word("mrns", STRONG, COC_LABEL_MRN),
    coc_word("my", FILL, 0),
    coc_word("name", FILL, 0),
    coc_word("national", FILL, COC_LABEL_PUBLIC),
    coc_word("nbr", NUMBER, 0),
    coc_word("nct", STRONG, COC_LABEL_OTHER),
    coc_word("ndc", STRONG, COC_LABEL_OTHER),
    coc_word("nhs", STRONG, COC_LABEL_NHS),
    coc_word("no", NUMBER, 0),
    coc_word("npi", STRONG, COC_LABEL_NPI),
    coc_word("npis", STRONG, COC_LABEL_NPI),
    coc_word("nr", NUMBER, 0),
    coc_word("num", NUMBER, 0),
    coc_word("number", NUMBER, 0),
    coc_word("numbers", NUMBER, 0),
    coc_word("of", FILL, 0),
    coc_word("office", FILL, 0),
    coc_word("omim", STRONG, COC_LABEL_OTHER),
    coc_word("on", FILL, 0),
    coc_word("or", FILL, 0),
    coc_word("order", WEAK, COC_LABEL_ACCOUNT),
    coc_word("organization", MARK, COC_LABEL_PUBLIC),
    coc_word("our", FILL, 0),
    coc_word("page", MARK, COC_LABEL_CALL),
    coc_word("pager", STRONG, COC_LABEL_MOBILE),
    coc_word("pan", WEAK, COC_LABEL_TAX),
    coc_word("passport", STRONG, COC_LABEL_LICENSE),
    coc_word("patient", WEAK, COC_LABEL_MRN),
    coc_word("patients", FILL, 0),
    coc_word("pc", FILL, 0),
    coc_word("ph", STRONG, COC_LABEL_PHONE),
    coc_word("phone", STRONG, COC_LABEL_PHONE),
    coc_word("phones", STRONG, COC_LABEL_PHONE),
    coc_word("plan", WEAK, COC_LABEL_PLAN),
    coc_word("plate", WEAK, COC_LABEL_PLATE),
    coc_word("plates", WEAK, COC_LABEL_PLATE),
    coc_word("pmcid", STRONG, COC_LABEL_OTHER),
    coc_word("pmid", STRONG, COC_LABEL_OTHER),
    coc_word("poison", MARK, COC_LABEL_PUBLIC),
    coc_word("police", FILL, 0),
    coc_word("policy", WEAK, COC_LABEL_PLAN),
    coc_word("prescription", WEAK, COC_LABEL_ACCOUNT),
    coc_word("protocol", STRONG, COC_LABEL_OTHER),
    coc_word("provider", FILL, 0),
    coc_word("pt", WEAK, COC_LABEL_MRN),
    coc_word("pubmed", STRONG, COC_LABEL_OTHER),
    coc_word("reach", MARK, COC_LABEL_CALL),
    coc_word("reached", MARK, COC_LABEL_CALL),
    coc_word("rec", WEAK, COC_LABEL_MRN),
    coc_word("record", WEAK, COC_LABEL_MRN),
    coc_word("records", WEAK, COC_LABEL_MRN),
    coc_word("reference", FILL, 0),
    coc_word("registered", FILL, 0),
    coc_word("registration", WEAK, COC_LABEL_LICENSE),
    coc_word("ring", MARK, COC_LABEL_CALL),
    coc_word("routing", WEAK, COC_LABEL_ACCOUNT),
    coc_word("rx", WEAK, COC_LABEL_ACCOUNT),
    coc_word("s", FILL, 0),
    coc_word("sec", FILL, 0),
    coc_word("security", FILL, 0),
    coc_word("sin", WEAK, COC_LABEL_TAX),
    coc_word("sms", MARK, COC_LABEL_CALL),
    coc_word("soc", WEAK, COC_LABEL_SSN),
    coc_word("social", WEAK, COC_LABEL_SSN),
    coc_word("society", MARK, COC_LABEL_PUBLIC),
    coc_word("specimen", WEAK, COC_LABEL_ACCOUNT),
    coc_word("ss", WEAK, COC_LABEL_SSN),
    coc_word("ssn", STRONG, COC_LABEL_SSN),
    coc_word("ssns", STRONG, COC_LABEL_SSN),
    coc_word("state", FILL, 0),
    coc_word("subscriber", WEAK, COC_LABEL_PLAN),
    coc_word("suspect", WEAK, COC_LABEL_ACCOUNT),
    coc_word("tag", WEAK, COC_LABEL_PLATE),
    coc_word("tax", WEAK, COC_LABEL_TAX),
    coc_word("tel", STRONG, COC_LABEL_PHONE),
    coc_word("telephone", STRONG, COC_LABEL_PHONE),
    coc_word("text", MARK, COC_LABEL_CALL),
    coc_word("the", FILL, 0),
    coc_word("their", FILL, 0),
    coc_word("them", FILL, 0),
    coc_word("this", FILL, 0),
    coc_word("tin", STRONG, COC_LABEL_TAX),
    coc_word("to", FILL, 0),
    coc_word("toll", MARK, COC_LABEL_PUBLIC),
    coc_word("tollfree", MARK, COC_LABEL_PUBLIC),
    coc_word("trial", STRONG, COC_LABEL_OTHER),
    coc_word("under", FILL, 0),
    coc_word("unit", WEAK, COC_LABEL_MRN),
    coc_word("us", FILL, 0),
    coc_word("vin", STRONG, COC_LABEL_VIN),
    coc_word("visa", WEAK, COC_LABEL_CARD),
    coc_word("visit", WEAK, COC_LABEL_ACCOUNT),
    coc_word("voter", WEAK, COC_LABEL_LICENSE),
    coc_word("was", FILL, 0),
    coc_word("whatsapp", STRONG, COC_LABEL_MOBILE),
    coc_word("with", FILL, 0),
    coc_word("your", FILL, 0)
};


#define COC_LABEL_GAP   4       /* words that say nothing, at most */
#define COC_WORD_LONG  15


typedef struct {
    coc_label_t  label;
    unsigned     gap;           /* words since the last that says something */
    unsigned     number;        /* the last word was one for "number" */
} coc_label_read_t;


/* As memcmp() and strcmp() order; most words differ in their first letter. */

static int
coc_label_order(const uint8_t *p, size_t len, const coc_word_t *word)
{
    size_t  i;

    for (i = 0; i < len && i < word->len; i++) {
        if (p[i] != (uint8_t) word->word[i]) {
            return p[i] - (uint8_t) word->word[i];
        }
    }

    return (len > word->len) - (len < word->len);
}


static const coc_word_t *
coc_label_word(const uint8_t *p, size_t len)
{
    int     rc;
    size_t  low, high, mid;

    if (len > COC_WORD_LONG || p[0] < 'a') {
        return NULL;
    }

    low = 0;
    high = coc_nelts(coc_words);

    while (low < high) {
        mid = low + (high - low) / 2;
        rc = coc_label_order(p, len, &coc_words[mid]);

        if (rc == 0) {
            return &coc_words[mid];
        }

        if (rc < 0) {
            high = mid;
        } else {
            low = mid + 1;
        }
    }

    return NULL;
}


int
coc_label_strong(const uint8_t *p, size_t len)
{
    const coc_word_t  *word;

    word = coc_label_word(p, len);

    return word != NULL && word->role == COC_WORD_STRONG;
}


static void
coc_label_unknown(coc_label_read_t *read)
{
    read->label.direct = 0;
    read->label.weak = 0;
    read->number = 0;

    if (++read->gap > COC_LABEL_GAP) {
        read->label.loose = 0;
    }
}


/* "card" of a plan or of a tax office: the word before tells. */

static uint32_t
coc_label_joined(const coc_label_read_t *read, uint32_t label)
{
    uint32_t  before;

    before = read->label.weak & (COC_LABEL_PLAN | COC_LABEL_TAX);

    return (label == COC_LABEL_CARD && before) ? before : label;
}


static void
coc_label_name(coc_label_read_t *read, const coc_word_t *word)
{
    uint32_t      label;
    coc_label_t  *l;

    l = &read->label;
    label = word->label;
    l->seen |= label;

    switch ((coc_word_e) word->role) {

    case COC_WORD_STRONG:
        l->direct = label;
        l->weak = 0;
        l->loose |= label;
        break;

    case COC_WORD_WEAK:
        label = coc_label_joined(read, label);

        if (label == COC_LABEL_PLATE
            && ((l->weak & COC_LABEL_LICENSE) || read->number))
        {
            l->direct = label;
            l->weak = 0;

        } else {
            l->weak = label;
        }

        l->loose |= label;
        break;

    case COC_WORD_NUMBER:
        if (l->weak) {
            l->direct = l->weak;
            l->weak = 0;

        } else if (l->direct == 0) {
            l->loose |= COC_LABEL_CALL;
        }

        break;

    default:
        l->loose |= label;
        break;
    }

    read->gap = 0;
    read->number = (word->role == COC_WORD_NUMBER);
}


void
coc_label_read(coc_str_t s, size_t from, size_t at, coc_label_t *label)
{
    size_t             i, start;
    uint8_t            c;
    coc_label_read_t   read;
    const coc_word_t  *word;

    memset(&read, 0, sizeof(coc_label_read_t));

    word = NULL;

    /* a word that is cut is not read */

    while (from < at && from > 0 && coc_is_letter(s.data[from - 1])
           && coc_is_letter(s.data[from]))
    {
        from++;
    }

    for (i = from; i < at; /* void */) {
        c = s.data[i];

        if (coc_is_word(c)) {
            start = i;

            while (i < at && coc_is_word(s.data[i])) {
                i++;
            }

            word = coc_label_word(s.data + start, i - start);

            if (word == NULL) {
                coc_label_unknown(&read);
            } else {
                coc_label_name(&read, word);
            }

            continue;
        }

        i++;

        if (c == ':' || c == '#' || c == '=') {
            if (read.label.weak) {
                read.label.direct = read.label.weak;
            }

        } else if (c == '?' || c == '!' || c == ';'
                   || (c == '.' && i < at
                       && (word == NULL || word->role == COC_WORD_FILL)))
        {
            /* a stop after "no" or "acct" shortens the word */

            read.label.direct = 0;
            read.label.weak = 0;
            read.label.loose = 0;

        } else if (c == ',') {
            read.label.weak = 0;
        }
    }

    *label = read.label;
}

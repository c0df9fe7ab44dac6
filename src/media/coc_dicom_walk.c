/*
 * A DICOM data set, element by element.  Source: DICOM PS3.5, 6 and 7, and
 * PS3.10, 7.
 */

#include "coc_dicom_walk.h"
#include "coc_dicom_tag.h"
#include "coc_str.h"


#define COC_DICOM_UNDEFINED  0xffffffffu

#define COC_DICOM_META_LEN   0x00020000u
#define COC_DICOM_SYNTAX     0x00020010u
#define COC_DICOM_CHARSET    0x00080005u
#define COC_DICOM_PIXELS     0x7fe00010u
#define COC_DICOM_ITEM       0xfffee000u
#define COC_DICOM_ITEM_END   0xfffee00du
#define COC_DICOM_SEQ_END    0xfffee0ddu


static int coc_dicom_head(coc_dicom_t *dicom);
static int coc_dicom_meta(coc_dicom_t *dicom);
static void coc_dicom_item(coc_dicom_t *dicom, uint32_t len);
static int coc_dicom_element(coc_dicom_t *dicom, const char *vr,
    uint32_t len);
static int coc_dicom_peek(coc_dicom_t *dicom);
static int coc_dicom_value(coc_dicom_t *dicom);
static int coc_dicom_syntax(coc_dicom_t *dicom);


/* In a value of VR UN all is implicit and little endian (PS3.5, 6.2.2). */

static int
coc_dicom_unknown(const coc_dicom_t *dicom)
{
    return dicom->nest != 0 || dicom->pos < dicom->unknown_end;
}


static uint32_t
coc_dicom_uint(const uint8_t *p, size_t n, int big)
{
    size_t    i;
    uint32_t  value;

    value = 0;

    for (i = 0; i < n; i++) {
        value = value << 8 | p[big ? i : n - 1 - i];
    }

    return value;
}


static int
coc_dicom_is_big(const coc_dicom_t *dicom)
{
    return dicom->dataset && dicom->big && !coc_dicom_unknown(dicom);
}


static int
coc_dicom_is_implicit(const coc_dicom_t *dicom)
{
    return dicom->dataset && (dicom->implicit || coc_dicom_unknown(dicom));
}


static uint32_t
coc_dicom_tag(const coc_dicom_t *dicom)
{
    int  big;

    big = coc_dicom_is_big(dicom);

    return coc_dicom_uint(dicom->head, 2, big) << 16
           | coc_dicom_uint(dicom->head + 2, 2, big);
}


int
coc_dicom_walk(coc_dicom_t *dicom, const uint8_t *data, size_t len,
    size_t *used)
{
    int             rc;
    size_t          n;
    const uint8_t  *p, *end;

    p = data;
    end = data + len;
    rc = COC_OK;

    while (p < end && rc == COC_OK) {

        switch (dicom->state) {

        case COC_DICOM_HEAD:
            dicom->head[dicom->n++] = *p++;
            dicom->pos++;

            if (dicom->n % 4 == 0) {
                rc = coc_dicom_head(dicom);
            }
            break;

        case COC_DICOM_PEEK:
            dicom->head[dicom->n++] = *p++;
            dicom->pos++;
            dicom->left--;

            if (dicom->n == 4) {
                rc = coc_dicom_peek(dicom);
            }
            break;

        default:
            n = (size_t) coc_min((uint64_t) (end - p), dicom->left);

            if (dicom->state == COC_DICOM_VALUE) {
                n = coc_min(n, sizeof(dicom->value) - dicom->n);
                memcpy(dicom->value + dicom->n, p, n);
                dicom->n += n;
            }

            p += n;
            dicom->pos += n;
            dicom->left -= n;

            if (dicom->state == COC_DICOM_VALUE
                && (dicom->left == 0 || dicom->n == sizeof(dicom->value)))
            {
                rc = coc_dicom_value(dicom);
            }

            if (dicom->left == 0) {
                dicom->state = COC_DICOM_HEAD;
                dicom->n = 0;
            }
            break;
        }
    }

    *used = (size_t) (p - data);

    return rc;
}


/* Another four bytes of an element's head are there. */

static int
coc_dicom_head(coc_dicom_t *dicom)
{
    int             rc, big;
    uint32_t        len;
    char            vr[3];
    const uint8_t  *head;

    static const char  long_vr[] = "OB OD OF OL OV OW SQ SV UC UN UR UT UV ";

    if (!dicom->dataset && dicom->n == 4) {
        rc = coc_dicom_meta(dicom);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (dicom->n == 4) {
        return COC_OK;
    }

    head = dicom->head;
    big = coc_dicom_is_big(dicom);
    dicom->tag = coc_dicom_tag(dicom);

    if (dicom->tag >> 16 == 0xfffe) {
        coc_dicom_item(dicom, coc_dicom_uint(head + 4, 4, big));
        return COC_OK;
    }

    if (dicom->pixels) {
        return COC_DECLINED;
    }

    /* some writers mix the two: what is no VR is a length */

    if (coc_dicom_is_implicit(dicom) || head[4] < 'A' || head[4] > 'Z'
        || head[5] < 'A' || head[5] > 'Z')
    {
        return coc_dicom_element(dicom, "", coc_dicom_uint(head + 4, 4, big));
    }

    vr[0] = (char) head[4];
    vr[1] = (char) head[5];
    vr[2] = '\0';

    if (strstr(long_vr, vr) == NULL) {
        len = coc_dicom_uint(head + 6, 2, big);

    } else if (dicom->n == 8) {
        return COC_OK;

    } else {
        len = coc_dicom_uint(head + 8, 4, big);
    }

    return coc_dicom_element(dicom, vr, len);
}


/*
 * The first element behind the meta group changes how it and all others are
 * read.
 */

static int
coc_dicom_meta(coc_dicom_t *dicom)
{
    uint64_t  start;

    start = dicom->pos - dicom->n;

    if (dicom->meta_end != 0 ? start < dicom->meta_end
                             : coc_dicom_tag(dicom) >> 16 == 2)
    {
        return COC_OK;
    }

    dicom->dataset = 1;

    return dicom->deflated ? COC_AGAIN : COC_OK;
}


/* An item or a delimiter: what an item holds are elements, or pixels. */

static void
coc_dicom_item(coc_dicom_t *dicom, uint32_t len)
{
    dicom->n = 0;

    if (dicom->tag == COC_DICOM_SEQ_END) {
        dicom->pixels = 0;
    }

    if (dicom->nest != 0) {
        if (dicom->tag == COC_DICOM_ITEM && len == COC_DICOM_UNDEFINED) {
            dicom->nest++;

        } else if (dicom->tag == COC_DICOM_ITEM_END
                   || dicom->tag == COC_DICOM_SEQ_END)
        {
            dicom->nest--;
        }
    }

    if (dicom->pixels && dicom->tag == COC_DICOM_ITEM && len != 0
        && len != COC_DICOM_UNDEFINED)
    {
        dicom->left = len;
        dicom->state = COC_DICOM_SKIP;
    }
}


/* vr is "" where it isn't told. */

static int
coc_dicom_element(coc_dicom_t *dicom, const char *vr, uint32_t len)
{
    size_t  index;

    dicom->n = 0;
    dicom->unknown = (strcmp(vr, "UN") == 0);

    if (len == COC_DICOM_UNDEFINED) {
        dicom->pixels = (dicom->tag == COC_DICOM_PIXELS);
        dicom->nest += (dicom->unknown || dicom->nest != 0);

        return COC_OK;
    }

    if (len == 0 || strcmp(vr, "SQ") == 0) {
        return COC_OK;
    }

    dicom->left = len;

    if (coc_dicom_find(dicom->tag, &index) == COC_OK
        || dicom->tag == COC_DICOM_CHARSET || dicom->tag == COC_DICOM_SYNTAX
        || dicom->tag == COC_DICOM_META_LEN)
    {
        dicom->state = COC_DICOM_VALUE;

    } else if (len >= 8 && (vr[0] == '\0' || dicom->unknown)) {
        dicom->state = COC_DICOM_PEEK;

    } else {
        dicom->state = COC_DICOM_SKIP;
    }

    return COC_OK;
}


/* Where no VR tells of a sequence, its first item does. */

static int
coc_dicom_peek(coc_dicom_t *dicom)
{
    int  big;

    big = coc_dicom_is_big(dicom) && !dicom->unknown;

    if (memcmp(dicom->head, big ? "\xff\xfe\xe0\x00" : "\xfe\xff\x00\xe0", 4)
        == 0)
    {
        if (dicom->unknown) {
            dicom->unknown_end = dicom->pos + dicom->left;
        }

        dicom->state = COC_DICOM_HEAD;
        return COC_OK;
    }

    dicom->n = 0;
    dicom->state = COC_DICOM_SKIP;

    return COC_OK;
}


/* A value is there, or as much of it as is kept. */

static int
coc_dicom_value(coc_dicom_t *dicom)
{
    size_t     index;
    uint8_t    out[COC_MEDIA_VALUE + COC_UTF8_MAX];
    coc_str_t  value;

    value.data = dicom->value;
    value.len = dicom->n;
    dicom->state = COC_DICOM_SKIP;

    switch (dicom->tag) {

    case COC_DICOM_META_LEN:
        if (!dicom->dataset && value.len == 4) {
            dicom->meta_end = dicom->pos + coc_dicom_uint(value.data, 4, 0);
        }
        return COC_OK;

    case COC_DICOM_SYNTAX:
        return dicom->dataset ? COC_OK : coc_dicom_syntax(dicom);

    case COC_DICOM_CHARSET:
        coc_dicom_text_charset(&dicom->text, value);
        return COC_OK;

    default:
        break;
    }

    if (coc_dicom_find(dicom->tag, &index) != COC_OK) {
        return COC_OK;
    }

    value.len = coc_dicom_text(&dicom->text, dicom->value, dicom->n,
                               coc_dicom_person(index), out, sizeof(out));
    value.data = out;

    return coc_gather_add(&dicom->gather, index, value);
}


/* Of the syntaxes all but these are explicit and little endian. */

static int
coc_dicom_syntax(coc_dicom_t *dicom)
{
    coc_str_t               uid;
    static const coc_str_t  implicit = coc_str("1.2.840.10008.1.2");
    static const coc_str_t  deflated = coc_str("1.2.840.10008.1.2.1.99");
    static const coc_str_t  big = coc_str("1.2.840.10008.1.2.2");

    uid.data = dicom->value;
    uid.len = dicom->n;
    uid = coc_media_trim(uid);

    dicom->implicit = (coc_str_eq(uid, implicit) != 0);
    dicom->deflated = (coc_str_eq(uid, deflated) != 0);
    dicom->big = (coc_str_eq(uid, big) != 0);

    return COC_OK;
}

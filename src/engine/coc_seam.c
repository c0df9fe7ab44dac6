/*
 * The ends of neighboring fields.  A title and a body are shown one above the
 * other, and come in either order: where names don't tell, both are read, for
 * what reaches from one to the other.  Only the last and first words are kept,
 * so that it costs the same for any length.
 */

#include "coc_seam.h"
#include "coc_str.h"


/* Parts of the names of what is shown first. */

static const coc_str_t  coc_seam_titles[] = {
    coc_str("title"), coc_str("subject"), coc_str("head"), coc_str("topic"),
    coc_str("name")
};


static int
coc_seam_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}


static int
coc_seam_letter(const uint8_t *p, size_t len)
{
    size_t    i;
    unsigned  found;

    for (found = 0, i = 0; i < len; i++) {
        found |= (p[i] >= 0x80) | ((uint8_t) ((p[i] | 0x20) - 'a') < 26);
    }

    return found != 0;
}


/* The first bytes, without a word that is cut; all of it where it fits. */

static size_t
coc_seam_head(coc_str_t s)
{
    size_t  n, cut;

    if (s.len <= COC_SEAM_END) {
        return s.len;
    }

    for (n = COC_SEAM_END; n > COC_SEAM_END / 2; n--) {
        if (coc_seam_space(s.data[n])) {
            return n;
        }
    }

    for (cut = COC_SEAM_END; (s.data[cut] & 0xc0) == 0x80; cut--) {
        if (cut == COC_SEAM_END - 4) {
            return COC_SEAM_END;        /* it isn't UTF-8 */
        }
    }

    return cut;
}


static size_t
coc_seam_tail(coc_str_t s)
{
    size_t  at, cut;

    if (s.len <= COC_SEAM_END) {
        return s.len;
    }

    cut = s.len - COC_SEAM_END;

    for (at = cut; at < cut + COC_SEAM_END / 2; at++) {
        if (coc_seam_space(s.data[at - 1])) {
            return s.len - at;
        }
    }

    for (at = cut; at < cut + 4; at++) {
        if ((s.data[at] & 0xc0) != 0x80) {
            return s.len - at;
        }
    }

    return COC_SEAM_END;
}


/* Bytes of a path up to its last segment. */

static size_t
coc_seam_parent(const coc_ends_t *ends)
{
    size_t  n;

    if (ends->top) {
        return 0;
    }

    for (n = ends->npath; n > 0 && ends->path[n - 1] != '.'; n--) {
        /* void */
    }

    return n;
}


/* Whether the name of a field, its path's last segment, is a title's. */

static int
coc_seam_title(const coc_ends_t *ends)
{
    size_t     i, at, from;
    coc_str_t  part;

    from = coc_seam_parent(ends);

    for (i = 0; i < coc_nelts(coc_seam_titles); i++) {
        part.len = coc_seam_titles[i].len;

        for (at = from; at + part.len <= ends->npath; at++) {
            part.data = ends->path + at;

            if (coc_str_caseeq(part, coc_seam_titles[i])) {
                return 1;
            }
        }
    }

    return 0;
}


int
coc_ends_take(coc_ends_t *ends, const coc_field_t *field)
{
    size_t     skip, head, tail;
    coc_str_t  s;

    s = field->value;

    while (s.len != 0 && coc_seam_space(s.data[s.len - 1])) {
        s.len--;
    }

    for (skip = 0; skip < s.len && coc_seam_space(s.data[skip]); skip++) {
        /* void */
    }

    s.data += skip;
    s.len -= skip;

    head = coc_seam_head(s);
    tail = coc_seam_tail(s);

    if (field->path.len == 0 || field->path.len > COC_SEAM_PATH
        || s.len == 0
        || !(coc_seam_letter(s.data, head)
             || coc_seam_letter(s.data + s.len - tail, tail)))
    {
        return COC_DECLINED;
    }

    memcpy(ends->path, field->path.data, field->path.len);
    memcpy(ends->head, s.data, head);
    memcpy(ends->tail, s.data + s.len - tail, tail);

    ends->npath = field->path.len;
    ends->nhead = head;
    ends->ntail = tail;
    ends->first = skip;
    ends->last = skip + s.len - tail;
    ends->top = field->top;
    ends->whole = (head == s.len);
    ends->title = (unsigned) coc_seam_title(ends) & 1;

    return COC_OK;
}


static int
coc_seam_element(const coc_ends_t *ends, size_t parent)
{
    size_t  i;

    for (i = parent; i < ends->npath; i++) {
        if (ends->path[i] < '0' || ends->path[i] > '9') {
            return 0;
        }
    }

    return 1;
}


static void
coc_seam_put(coc_joined_t *joined, const uint8_t *p, size_t n, int parted)
{
    coc_seam_t  *seam;

    if (joined->len != 0) {
        seam = &joined->seam;
        seam->parted |= (unsigned) parted << seam->n;
        seam->at[seam->n++] = joined->len;
        joined->text[joined->len++] = ' ';
    }

    memcpy(joined->text + joined->len, p, n);
    joined->len += n;
}


int
coc_ends_join(const coc_ends_t *before, const coc_ends_t *ends,
    coc_joined_t *joined)
{
    int     back, forth;
    size_t  parent;

    parent = coc_seam_parent(ends);

    if (before->npath == 0 || before->top != ends->top
        || coc_seam_parent(before) != parent
        || memcmp(before->path, ends->path, parent) != 0)
    {
        return COC_DECLINED;
    }

    joined->len = 0;
    joined->seam.n = 0;
    joined->seam.parted = 0;

    forth = before->title || !ends->title;
    back = ends->title || !before->title;
    back = back && !coc_seam_element(ends, parent);

    if (back) {
        coc_seam_put(joined, ends->tail, ends->ntail, 0);
        coc_seam_put(joined, before->head, before->nhead, 0);
    }

    if (forth && !(back && before->whole)) {
        coc_seam_put(joined, before->tail, before->ntail, back);
    }

    joined->at = joined->len;

    if (forth) {
        joined->at = joined->len + 1;
        coc_seam_put(joined, ends->head, ends->nhead, 0);
    }

    joined->last = ends->last;
    joined->first = ends->first;

    return COC_OK;
}


void
coc_joined_place(const coc_joined_t *joined, size_t len, size_t *start,
    size_t *end)
{
    if (*end > joined->at) {
        *start = 0;
        *end = coc_min(*end - joined->at + joined->first, len);

    } else {
        *start = coc_min(*start + joined->last, len);
        *end = len;
    }
}

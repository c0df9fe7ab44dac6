/*
 * The branches of a widened pattern.  What may follow a backslash there is an x
 * and two digits or a b, and brackets hold no parenthesis or bar as such, so
 * that each of these is what it seems.
 */

#include "coc_literal.h"


/* The end of what opens at from, or of the first branch; text.len: none. */

static size_t
coc_literal_end(coc_str_t text, size_t from, uint8_t end)
{
    size_t  i, depth;

    for (depth = 0, i = from; i < text.len; i++) {

        if (text.data[i] == end && depth == (end == ')')) {
            break;
        }

        if (text.data[i] == '(') {
            depth++;

        } else if (text.data[i] == ')') {

            if (depth == 0) {
                return text.len;
            }

            depth--;
        }
    }

    return i;
}


static int
coc_literal_quantified(coc_str_t text, size_t at)
{
    return at < text.len
           && (text.data[at] == '?' || text.data[at] == '*'
               || text.data[at] == '+' || text.data[at] == '{');
}


int
coc_literal_repeated(coc_str_t widened, size_t at)
{
    return coc_literal_quantified(widened, coc_literal_end(widened, at, ')')
                                           + 1);
}


int
coc_literal_split(coc_str_t widened, coc_str_t *head, coc_str_t *branches,
    coc_str_t *tail)
{
    size_t  i, end;

    if (coc_literal_end(widened, 0, '|') != widened.len) {
        head->data = widened.data;
        head->len = 0;
        *tail = *head;
        *branches = widened;
        return COC_OK;
    }

    for (i = 0; i < widened.len; i++) {

        if (widened.data[i] != '(') {
            continue;
        }

        end = coc_literal_end(widened, i, ')');

        if (end == widened.len || end - i < 3) {
            break;
        }

        branches->data = widened.data + i + 3;
        branches->len = end - i - 3;

        if (!coc_literal_quantified(widened, end + 1)
            && memchr(branches->data, '|', branches->len) != NULL)
        {
            head->data = widened.data;
            head->len = i;
            tail->data = widened.data + end + 1;
            tail->len = widened.len - end - 1;
            return COC_OK;
        }

        i = end;
    }

    return COC_DECLINED;
}


int
coc_literal_next(coc_str_t *branches, coc_str_t *branch)
{
    if (branches->data == NULL) {
        return COC_DECLINED;
    }

    *branch = *branches;
    branch->len = coc_literal_end(*branches, 0, '|');

    if (branch->len == branches->len) {
        branches->data = NULL;
        branches->len = 0;

    } else {
        branches->data += branch->len + 1;
        branches->len -= branch->len + 1;
    }

    return COC_OK;
}

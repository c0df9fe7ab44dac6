/*
 * Rich-text documents: a word split over nodes that stand side by side is one
 * word, and nodes that do not are none.
 *
 * Works on paths alone.  What is held is a stack, since a node may have another
 * document among its attributes: each is inside an item of the one before, so
 * that the path of the last piece begins with the paths of all of them.
 */

#include "coc_rich.h"
#include "coc_str.h"


#define COC_RICH_DIGITS  9          /* of an index, at most */


/* How an array and its items' texts are called. */

typedef struct {
    coc_str_t  array;
    coc_str_t  item;
    unsigned   inline_nodes:1;      /* nodes between texts have texts inside */
} coc_rich_kind_t;


typedef struct {
    size_t                  base;   /* bytes of the array's path */
    uint64_t                index;
    const coc_rich_kind_t  *kind;
} coc_rich_piece_t;


typedef struct {
    size_t                  base;
    size_t                  start;  /* in rich->text */
    size_t                  mark;   /* of the last piece, in rich->text */
    uint64_t                first;
    uint64_t                last;   /* indexes */
    const coc_rich_kind_t  *kind;
    unsigned                direct:1;       /* the last is the item's own */
} coc_rich_hold_t;


static int coc_rich_piece(coc_str_t path, coc_rich_piece_t *piece);
static int coc_rich_join(coc_rich_t *rich, const coc_rich_piece_t *piece,
    const coc_field_t *field, unsigned same, size_t at);
static int coc_rich_push(coc_rich_t *rich, const coc_rich_piece_t *piece);
static int coc_rich_pop(coc_rich_t *rich, size_t at);
static int coc_rich_emit(coc_rich_t *rich, size_t at);
static int coc_rich_beside(coc_rich_t *rich, const coc_rich_piece_t *piece,
    size_t common);
static int coc_rich_chain(const coc_rich_kind_t *kind, const uint8_t *path,
    size_t from, size_t to, uint64_t *index);
static size_t coc_rich_common(coc_str_t a, coc_str_t b);


static const coc_rich_kind_t  coc_rich_kinds[] = {
    { coc_str("ops"), coc_str("insert"), 0 },
    { coc_str("content"), coc_str("text"), 0 },
    { coc_str("children"), coc_str("text"), 1 }
};


static coc_rich_hold_t *
coc_rich_top(const coc_rich_t *rich)
{
    return (coc_rich_hold_t *) (void *) rich->holds.data + rich->n - 1;
}


void
coc_rich_init(coc_rich_t *rich, coc_emit_t *emit)
{
    rich->emit = emit;
    rich->n = 0;

    /* bounded by what is counted: names, texts, levels */

    coc_buf_init(&rich->path, &emit->alloc, SIZE_MAX / 2);
    coc_buf_init(&rich->name, &emit->alloc, SIZE_MAX / 2);
    coc_buf_init(&rich->text, &emit->alloc, emit->body);
    coc_buf_init(&rich->holds, &emit->alloc, SIZE_MAX / 2);
}


void
coc_rich_free(coc_rich_t *rich)
{
    if (rich->emit != NULL) {
        coc_buf_free(&rich->path);
        coc_buf_free(&rich->name);
        coc_buf_free(&rich->text);
        coc_buf_free(&rich->holds);
    }
}


int
coc_rich_field(coc_rich_t *rich, const coc_field_t *field, size_t at)
{
    int                rc;
    size_t             common;
    unsigned           same;
    coc_rich_hold_t   *hold;
    coc_rich_piece_t   piece;

    if (field->kind != COC_FIELD_TEXT
        || !coc_rich_piece(field->path, &piece))
    {
        return coc_emit_field(rich->emit, field, at);
    }

    common = coc_rich_common(coc_buf_str(&rich->path), field->path);
    same = (rich->n != 0 && common == field->path.len
            && common == rich->path.len);

    while (rich->n != 0) {
        hold = coc_rich_top(rich);

        if ((hold->base <= common && hold->base < field->path.len
             && field->path.data[hold->base] == '.')
            || coc_rich_beside(rich, &piece, common))
        {
            break;
        }

        rc = coc_rich_pop(rich, at);
        if (rc != COC_OK) {
            return rc;
        }
    }

    coc_buf_reset(&rich->path);

    if (coc_buf_put(&rich->path, field->path) != COC_OK) {
        return coc_emit_no_memory(rich->emit);
    }

    return coc_rich_join(rich, &piece, field, same, at);
}


/* Whether a path ends like a piece's: an array's name, an index, a text. */

static int
coc_rich_piece(coc_str_t path, coc_rich_piece_t *piece)
{
    size_t                  i, n, end;
    coc_str_t               tail;
    const coc_rich_kind_t  *kind;

    for (n = 0; n < coc_nelts(coc_rich_kinds); n++) {
        kind = &coc_rich_kinds[n];

        if (path.len < kind->array.len + 3 + kind->item.len) {
            continue;
        }

        end = path.len - kind->item.len;
        tail.data = path.data + end;
        tail.len = kind->item.len;

        if (path.data[end - 1] != '.' || !coc_str_eq(tail, kind->item)) {
            continue;
        }

        end--;

        for (i = end; i > 0 && end - i < COC_RICH_DIGITS; i--) {
            if (path.data[i - 1] < '0' || path.data[i - 1] > '9') {
                break;
            }
        }

        if (i == end || i <= kind->array.len || path.data[i - 1] != '.') {
            continue;
        }

        tail.data = path.data + i;
        tail.len = end - i;
        (void) coc_str_uint(tail, UINT32_MAX, &piece->index);

        piece->base = i - 1;
        piece->kind = kind;
        tail.data = path.data + piece->base - kind->array.len;
        tail.len = kind->array.len;

        if (coc_str_eq(tail, kind->array)
            && (piece->base == tail.len
                || path.data[piece->base - tail.len - 1] == '.'))
        {
            return 1;
        }
    }

    return 0;
}


/*
 * The innermost hold, if there is one, is an array that the piece lies in:
 * adds to it, or begins another inside.
 *
 * same  the path is that of the piece before
 */

static int
coc_rich_join(coc_rich_t *rich, const coc_rich_piece_t *piece,
    const coc_field_t *field, unsigned same, size_t at)
{
    int               rc;
    uint64_t          index;
    unsigned          direct;
    coc_rich_hold_t  *hold;

    hold = (rich->n != 0) ? coc_rich_top(rich) : NULL;
    direct = (hold != NULL && hold->base == piece->base);
    index = piece->index;

    if (hold == NULL
        || (direct && index < hold->last)
        || (!direct
            && (!coc_rich_chain(hold->kind, rich->path.data, hold->base,
                                piece->base, &index)
                || index < hold->last
                || (index == hold->last && hold->direct))))
    {
        if (direct) {
            rc = coc_rich_pop(rich, at);
            if (rc != COC_OK) {
                return rc;
            }
        }

        rc = coc_rich_push(rich, piece);
        if (rc != COC_OK) {
            return rc;
        }

        hold = coc_rich_top(rich);
        direct = 1;

    } else if (same || (direct && hold->direct && index == hold->last)) {

        /* the same item once more: readers take either */

        rc = coc_emit_again(rich->emit, hold->mark - hold->start, at);

        if (rc == COC_OK) {
            rc = coc_rich_emit(rich, at);
        }

        if (rc != COC_OK) {
            return rc;
        }

        rich->text.len = hold->mark;

    } else if (index > hold->last + 1) {

        rc = coc_emit_append(rich->emit, &rich->text,
                             (const uint8_t *) "\n", 1, at);
        if (rc != COC_OK) {
            return rc;
        }
    }

    hold->last = index;
    hold->direct = direct & 1;
    hold->mark = rich->text.len;

    return (coc_buf_put(&rich->text, field->value) == COC_OK)
           ? COC_OK : coc_emit_no_memory(rich->emit);
}


static int
coc_rich_push(coc_rich_t *rich, const coc_rich_piece_t *piece)
{
    coc_rich_hold_t  hold;

    memset(&hold, 0, sizeof(coc_rich_hold_t));
    hold.base = piece->base;
    hold.start = rich->text.len;
    hold.first = piece->index;
    hold.kind = piece->kind;

    if (coc_buf_append(&rich->holds, &hold, sizeof(hold)) != COC_OK) {
        return coc_emit_no_memory(rich->emit);
    }

    rich->n++;

    return COC_OK;
}


/* Hands on the innermost text and lets it go. */

static int
coc_rich_pop(coc_rich_t *rich, size_t at)
{
    int  rc;

    rc = coc_rich_emit(rich, at);

    rich->text.len = coc_rich_top(rich)->start;
    rich->holds.len -= sizeof(coc_rich_hold_t);
    rich->n--;

    return rc;
}


static int
coc_rich_emit(coc_rich_t *rich, size_t at)
{
    coc_str_t         base;
    coc_field_t       field;
    coc_rich_hold_t  *hold;

    hold = coc_rich_top(rich);
    base = coc_buf_str(&rich->path);
    base.len = hold->base;

    coc_buf_reset(&rich->name);
    (void) coc_buf_put(&rich->name, base);
    (void) coc_buf_putc(&rich->name, '.');
    (void) coc_buf_uint(&rich->name, hold->first);
    (void) coc_buf_putc(&rich->name, '.');

    if (coc_buf_put(&rich->name, hold->kind->item) != COC_OK) {
        return coc_emit_no_memory(rich->emit);
    }

    memset(&field, 0, sizeof(coc_field_t));
    field.kind = COC_FIELD_TEXT;
    field.path = coc_buf_str(&rich->name);

    if (rich->text.len > hold->start) {
        field.value.data = rich->text.data + hold->start;
        field.value.len = rich->text.len - hold->start;
    }

    return coc_emit_field(rich->emit, &field, at);
}


/*
 * Whether the innermost text is that of an inline node right before the piece,
 * with no text of the array's own before it.  It is the array's then; of the
 * first piece's path only the item's index is kept.
 *
 * common  bytes in which the paths of the last piece and of this one agree
 */

static int
coc_rich_beside(coc_rich_t *rich, const coc_rich_piece_t *piece,
    size_t common)
{
    uint64_t          index;
    coc_rich_hold_t  *hold;

    hold = coc_rich_top(rich);

    if (hold->base <= piece->base || common <= piece->base
        || (rich->n > 1 && hold[-1].base >= piece->base)
        || piece->kind != hold->kind
        || !coc_rich_chain(hold->kind, rich->path.data, piece->base,
                           hold->base, &index)
        || piece->index != index + 1)
    {
        return 0;
    }

    hold->base = piece->base;
    hold->first = index;
    hold->last = index;
    hold->direct = 0;

    return 1;
}


/*
 * Whether nothing but inline nodes lie between an array and one inside of it:
 * ".2.children", ".2.children.0.children"; index receives the first number.
 */

static int
coc_rich_chain(const coc_rich_kind_t *kind, const uint8_t *path, size_t from,
    size_t to, uint64_t *index)
{
    size_t     i, n;
    coc_str_t  part;

    if (!kind->inline_nodes || from >= to) {
        return 0;
    }

    for (i = from, n = 0; i < to; n++) {

        part.data = path + i + 1;
        part.len = 0;

        for (i++; i < to && path[i] >= '0' && path[i] <= '9'; i++) {
            part.len++;
        }

        if (part.len == 0 || part.len > COC_RICH_DIGITS) {
            return 0;
        }

        if (n == 0) {
            (void) coc_str_uint(part, UINT32_MAX, index);
        }

        if (i == to || path[i] != '.' || to - i - 1 < kind->array.len) {
            return 0;
        }

        part.data = path + i + 1;
        part.len = kind->array.len;

        if (!coc_str_eq(part, kind->array)) {
            return 0;
        }

        i += 1 + kind->array.len;

        if (i < to && path[i] != '.') {
            return 0;
        }
    }

    return 1;
}


static size_t
coc_rich_common(coc_str_t a, coc_str_t b)
{
    size_t  n, len;

    len = coc_min(a.len, b.len);

    for (n = 0; n < len && a.data[n] == b.data[n]; n++) {
        /* void */
    }

    return n;
}


int
coc_rich_flush(coc_rich_t *rich, size_t at)
{
    int  rc;

    while (rich->n != 0) {
        rc = coc_rich_pop(rich, at);
        if (rc != COC_OK) {
            return rc;
        }
    }

    coc_buf_reset(&rich->path);

    return COC_OK;
}

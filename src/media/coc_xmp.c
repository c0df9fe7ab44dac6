/*
 * XMP packets by expat.  A property may be an attribute of rdf:Description,
 * an element with text, or an element with rdf:Alt, rdf:Seq, rdf:Bag or
 * fields inside; so text belongs to the nearest property around it.
 *
 * Expat is given blocks of one size, whatever pieces the file comes in: how
 * much it needs for a token then depends on the packet alone.  Prefixes are
 * looked up here: expat's own namespaces take twice the memory, and a start
 * tag of 200 attributes, as raw converters write them, would be too much.
 */

#include "coc_xmp.h"
#include "coc_media_text.h"

#include <expat.h>


#define COC_XMP_BLOCK  4096             /* bytes handed to expat at once */
#define COC_XMP_DEPTH  64               /* levels of elements */
#define COC_XMP_HEAD   16               /* bytes before expat's blocks */
#define COC_XMP_BINDS  48               /* prefixes known at a time */
#define COC_XMP_LONG   24               /* bytes of a prefix, NUL included */

/* what expat may take: all but the reader itself */

#define COC_XMP_EXPAT  (COC_XMP_HELD - sizeof(coc_xmp_t))


typedef struct {
    size_t      depth;                  /* of the element that binds it */
    unsigned    space;                  /* 0: none that is read */
    char        prefix[COC_XMP_LONG];
} coc_xmp_bind_t;


struct coc_xmp_s {
    const coc_media_out_t  *out;
    XML_Parser              parser;     /* NULL: no more is read */
    size_t                  held;       /* bytes expat holds, heads included */
    int                     rc;         /* the sink's, or COC_ERROR */
    unsigned                full;       /* 1: expat was refused memory */

    size_t                  depth;
    const char             *names[COC_XMP_DEPTH];   /* NULL: not read */

    size_t                  nbinds;
    coc_xmp_bind_t          binds[COC_XMP_BINDS];   /* innermost last */

    size_t                  len;        /* bytes of text */
    size_t                  fill;       /* bytes of block */
    uint8_t                 text[COC_MEDIA_VALUE];
    uint8_t                 block[COC_XMP_BLOCK];
};


/* Before each of expat's blocks; COC_XMP_HEAD bytes keep it aligned. */

typedef struct {
    coc_xmp_t  *xmp;
    size_t      size;           /* bytes, head included */
} coc_xmp_head_t;


/*
 * Expat asks for memory without saying for which parser.  This is whom it
 * serves, set before each call of it and cleared after: the one variable of
 * the engine that isn't constant.  It is a thread's own, and not set while
 * anything but expat and the handlers below runs.
 */

static __thread coc_xmp_t  *coc_xmp_served;


static void *
coc_xmp_malloc(size_t size)
{
    coc_xmp_t          *xmp;
    coc_xmp_head_t     *head;
    const coc_alloc_t  *alloc;

    xmp = coc_xmp_served;

    if (size > COC_XMP_EXPAT - COC_XMP_HEAD
        || size + COC_XMP_HEAD > COC_XMP_EXPAT - xmp->held)
    {
        xmp->full = 1;
        return NULL;
    }

    size += COC_XMP_HEAD;
    alloc = &xmp->out->alloc;

    head = alloc->alloc(alloc->ctx, size);
    if (head == NULL) {
        xmp->rc = COC_ERROR;
        return NULL;
    }

    head->xmp = xmp;
    head->size = size;
    xmp->held += size;

    return (uint8_t *) head + COC_XMP_HEAD;
}


static void
coc_xmp_free(void *p)
{
    coc_xmp_t          *xmp;
    coc_xmp_head_t     *head;
    const coc_alloc_t  *alloc;

    if (p == NULL) {
        return;
    }

    head = (coc_xmp_head_t *) (void *) ((uint8_t *) p - COC_XMP_HEAD);
    xmp = head->xmp;
    alloc = &xmp->out->alloc;

    xmp->held -= head->size;
    alloc->free(alloc->ctx, head);
}


static void *
coc_xmp_realloc(void *p, size_t size)
{
    void            *fresh;
    size_t           old;
    coc_xmp_head_t  *head;

    fresh = coc_xmp_malloc(size);

    if (fresh == NULL || p == NULL) {
        return fresh;
    }

    head = (coc_xmp_head_t *) (void *) ((uint8_t *) p - COC_XMP_HEAD);
    old = head->size - COC_XMP_HEAD;

    memcpy(fresh, p, coc_min(old, size));
    coc_xmp_free(p);

    return fresh;
}


/* Ends the reading from inside a handler. */

static void
coc_xmp_stop(coc_xmp_t *xmp)
{
    (void) XML_StopParser(xmp->parser, XML_FALSE);
}


static void
coc_xmp_put(coc_xmp_t *xmp, const char *name, coc_str_t value)
{
    if (xmp->rc != COC_OK) {
        return;
    }

    coc_xmp_served = NULL;
    xmp->rc = coc_media_put_bytes(xmp->out, name, value);
    coc_xmp_served = xmp;

    if (xmp->rc != COC_OK) {
        coc_xmp_stop(xmp);
    }
}


/* Text ends where an element begins or ends. */

static void
coc_xmp_flush(coc_xmp_t *xmp)
{
    coc_str_t  value;

    if (xmp->len != 0) {
        value.data = xmp->text;
        value.len = xmp->len;
        xmp->len = 0;

        coc_xmp_put(xmp, xmp->names[xmp->depth - 1], value);
    }
}


/* What a name with a prefix, or without, is called here, or NULL. */

static const char *
coc_xmp_known(const coc_xmp_t *xmp, const char *name)
{
    size_t       i, len;
    const char  *colon, *prefix;

    colon = strchr(name, ':');
    len = (colon == NULL) ? 0 : (size_t) (colon - name);

    for (i = xmp->nbinds; i != 0; i--) {
        prefix = xmp->binds[i - 1].prefix;

        if (strncmp(prefix, name, len) == 0 && prefix[len] == '\0') {
            return coc_xmp_name(xmp->binds[i - 1].space,
                                (colon == NULL) ? name : colon + 1);
        }
    }

    return NULL;
}


/* An attribute that binds a prefix, of the element that begins. */

static void
coc_xmp_bind(coc_xmp_t *xmp, const char *name, const char *uri)
{
    size_t           len;
    coc_xmp_bind_t  *bind;

    if (strncmp(name, "xmlns", 5) != 0 || (name[5] != ':' && name[5] != '\0')
        || xmp->nbinds == COC_XMP_BINDS)
    {
        return;
    }

    name += (name[5] == ':') ? 6 : 5;
    len = strlen(name);

    if (len < COC_XMP_LONG) {
        bind = &xmp->binds[xmp->nbinds++];
        bind->depth = xmp->depth;
        bind->space = coc_xmp_space(uri);
        memcpy(bind->prefix, name, len + 1);
    }
}


static void XMLCALL
coc_xmp_start(void *ctx, const XML_Char *element, const XML_Char **atts)
{
    size_t       i;
    coc_str_t    value;
    coc_xmp_t   *xmp = ctx;
    const char  *name;

    coc_xmp_flush(xmp);

    if (xmp->depth == COC_XMP_DEPTH) {
        coc_xmp_stop(xmp);
        return;
    }

    for (i = 0; atts[i] != NULL; i += 2) {
        coc_xmp_bind(xmp, atts[i], atts[i + 1]);
    }

    /* rdf:li and the like, and a property's fields, are the property's */

    name = coc_xmp_known(xmp, element);

    if (name == NULL && xmp->depth != 0) {
        name = xmp->names[xmp->depth - 1];
    }

    xmp->names[xmp->depth++] = name;

    for (i = 0; atts[i] != NULL && xmp->rc == COC_OK; i += 2) {

        /* one without a prefix is of no namespace */

        name = (strchr(atts[i], ':') == NULL) ? NULL
               : coc_xmp_known(xmp, atts[i]);

        if (name != NULL) {
            value.data = (const uint8_t *) atts[i + 1];
            value.len = strlen(atts[i + 1]);
            coc_xmp_put(xmp, name, value);
        }
    }
}


static void XMLCALL
coc_xmp_end(void *ctx, const XML_Char *element)
{
    coc_xmp_t  *xmp = ctx;

    (void) element;

    coc_xmp_flush(xmp);

    /* what follows the packet's root is of no use: padding */

    if (--xmp->depth == 0) {
        coc_xmp_stop(xmp);
    }

    while (xmp->nbinds != 0
           && xmp->binds[xmp->nbinds - 1].depth >= xmp->depth)
    {
        xmp->nbinds--;
    }
}


static void XMLCALL
coc_xmp_text(void *ctx, const XML_Char *data, int len)
{
    size_t      n;
    coc_xmp_t  *xmp = ctx;

    if (len <= 0 || xmp->depth == 0 || xmp->names[xmp->depth - 1] == NULL) {
        return;
    }

    n = (size_t) len;

    /* blanks take no room from what follows them */

    while (xmp->len == 0 && n != 0
           && (*data == ' ' || *data == '\n' || *data == '\t'))
    {
        data++;
        n--;
    }

    n = coc_min(n, sizeof(xmp->text) - xmp->len);

    memcpy(xmp->text + xmp->len, data, n);
    xmp->len += n;
}


static void XMLCALL
coc_xmp_doctype(void *ctx, const XML_Char *name, const XML_Char *sysid,
    const XML_Char *pubid, int internal)
{
    (void) name;
    (void) sysid;
    (void) pubid;
    (void) internal;

    coc_xmp_stop(ctx);
}


static void
coc_xmp_close(coc_xmp_t *xmp)
{
    if (xmp->parser != NULL) {
        coc_xmp_served = xmp;
        XML_ParserFree(xmp->parser);
        coc_xmp_served = NULL;
        xmp->parser = NULL;
    }
}


int
coc_xmp_create(coc_xmp_t **xmp, const coc_media_out_t *out)
{
    coc_xmp_t                              *x;
    static const XML_Memory_Handling_Suite  memory = {
        coc_xmp_malloc, coc_xmp_realloc, coc_xmp_free
    };

    *xmp = NULL;

    x = out->alloc.alloc(out->alloc.ctx, sizeof(coc_xmp_t));
    if (x == NULL) {
        return COC_ERROR;
    }

    memset(x, 0, offsetof(coc_xmp_t, text));
    x->out = out;

    coc_xmp_served = x;
    x->parser = XML_ParserCreate_MM(NULL, &memory, NULL);
    coc_xmp_served = NULL;

    if (x->parser == NULL) {
        out->alloc.free(out->alloc.ctx, x);
        return COC_ERROR;
    }

    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, coc_xmp_start, coc_xmp_end);
    XML_SetCharacterDataHandler(x->parser, coc_xmp_text);
    XML_SetStartDoctypeDeclHandler(x->parser, coc_xmp_doctype);

    *xmp = x;

    return COC_OK;
}


/* Hands the block to expat; the reading is over unless that went well. */

static int
coc_xmp_parse(coc_xmp_t *xmp, int last)
{
    enum XML_Status  status;

    if (xmp->parser == NULL) {
        return xmp->rc;
    }

    coc_xmp_served = xmp;
    status = XML_Parse(xmp->parser, (const char *) xmp->block,
                       (int) xmp->fill, last);
    coc_xmp_served = NULL;

    xmp->fill = 0;

    if (status != XML_STATUS_OK || xmp->full || xmp->rc != COC_OK) {
        coc_xmp_close(xmp);
    }

    return xmp->rc;
}


int
coc_xmp_feed(coc_xmp_t *xmp, const uint8_t *data, size_t len)
{
    size_t  n;

    while (len != 0 && xmp->parser != NULL) {
        n = coc_min(len, COC_XMP_BLOCK - xmp->fill);

        memcpy(xmp->block + xmp->fill, data, n);
        xmp->fill += n;
        data += n;
        len -= n;

        if (xmp->fill == COC_XMP_BLOCK && coc_xmp_parse(xmp, 0) != COC_OK) {
            break;
        }
    }

    return xmp->rc;
}


int
coc_xmp_over(const coc_xmp_t *xmp)
{
    return xmp->parser == NULL;
}


int
coc_xmp_finish(coc_xmp_t *xmp)
{
    int        rc;
    coc_str_t  value;

    rc = coc_xmp_parse(xmp, 1);

    /* a value that the packet's end cut is a value */

    if (rc == COC_OK && xmp->len != 0 && xmp->depth != 0) {
        value.data = xmp->text;
        value.len = xmp->len;
        xmp->len = 0;

        rc = coc_media_put_bytes(xmp->out, xmp->names[xmp->depth - 1], value);
    }

    coc_xmp_close(xmp);

    return rc;
}


void
coc_xmp_destroy(coc_xmp_t *xmp)
{
    if (xmp == NULL) {
        return;
    }

    coc_xmp_close(xmp);
    xmp->out->alloc.free(xmp->out->alloc.ctx, xmp);
}


int
coc_xmp_block(const coc_media_out_t *out, coc_str_t packet)
{
    int         rc;
    coc_xmp_t  *xmp;

    rc = coc_xmp_create(&xmp, out);
    if (rc != COC_OK) {
        return rc;
    }

    rc = coc_xmp_feed(xmp, packet.data, packet.len);

    if (rc == COC_OK) {
        rc = coc_xmp_finish(xmp);
    }

    coc_xmp_destroy(xmp);

    return rc;
}

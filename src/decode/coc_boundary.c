/*
 * The boundary as all readers see it.
 */

#include "coc_boundary.h"
#include "coc_str.h"


static int coc_boundary_clear(const coc_ctype_t *type,
    const coc_param_t *param);


int
coc_boundary_read(const coc_ctype_t *type, uint8_t *dash, size_t *len,
    coc_emit_t *emit)
{
    int          rc;
    coc_param_t  param;

    rc = coc_ctype_find(type, "boundary", &param);

    if (rc == COC_DECLINED) {
        return coc_error_at(emit->err, COC_INVALID, emit->offset,
                            "malformed multipart body: no boundary in the "
                            "Content-Type");
    }

    if (rc != COC_OK || !coc_boundary_clear(type, &param)) {
        return coc_error_at(emit->err, COC_INVALID, emit->offset,
                            "malformed multipart body: unclear boundary");
    }

    memcpy(dash, "--", 2);
    memcpy(dash + 2, param.value.data, param.value.len);
    *len = 2 + param.value.len;

    return COC_OK;
}


static int
coc_boundary_clear(const coc_ctype_t *type, const coc_param_t *param)
{
    size_t     i;
    uint8_t    c;
    coc_str_t  before, word;

    if (param->value.len == 0 || param->value.len > COC_BOUNDARY_MAX) {
        return 0;
    }

    for (i = 0; i < param->value.len; i++) {
        c = param->value.data[i];

        if (c < ' ' || c >= 0x7f || c == '\\' || c == '"'
            || (!param->quoted && (c == ' ' || c == ','))
            || (c == ' ' && (i == 0 || i + 1 == param->value.len)))
        {
            return 0;
        }
    }

    /* PHP takes what follows the first "boundary", wherever that stands */

    before = type->params;
    before.len = (size_t) (param->name.data - type->params.data);
    word.len = param->name.len;

    for (i = 0; before.len >= word.len && i <= before.len - word.len; i++) {
        word.data = before.data + i;

        if (coc_str_caseeq(word, param->name)) {
            return 0;
        }
    }

    return 1;
}

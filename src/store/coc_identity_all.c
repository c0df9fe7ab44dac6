/*
 * All that a member has, as it was written, to tokens: each in the forms that
 * it is likely to be written in, and each handle with each name.
 */

#include "coc_identity.h"


static int
coc_identity_pairs(const coc_keys_t *keys, const coc_identity_text_t *texts,
    size_t n, coc_identity_t *set, size_t *nset)
{
    int     rc;
    size_t  i, k;

    for (i = 0; i < n; i++) {

        if (texts[i].kind != COC_IDENTITY_HANDLE) {
            continue;
        }

        for (k = 0; k < n; k++) {

            if (texts[k].kind != COC_IDENTITY_NAME) {
                continue;
            }

            if (*nset == COC_IDENTITY_TOKENS) {
                return COC_LIMIT;
            }

            rc = coc_identity_pair(keys, texts[i].text, texts[k].text,
                                   &set[*nset]);
            if (rc != COC_OK) {
                return rc;
            }

            (*nset)++;
        }
    }

    return COC_OK;
}


int
coc_identity_all(const coc_keys_t *keys, const coc_identity_text_t *texts,
    size_t n, unsigned staff, coc_identity_t set[COC_IDENTITY_TOKENS],
    size_t *nset, size_t *wrong)
{
    int             rc;
    size_t          i, k, used;
    coc_identity_t  one[COC_IDENTITY_VARIANTS];

    *nset = 0;

    for (i = 0; i < n; i++) {
        *wrong = i;

        rc = coc_identity_tokens(keys, texts[i].kind, texts[i].text, one,
                                 &used);
        if (rc != COC_OK) {
            return rc;
        }

        for (k = 0; k < used; k++) {

            if (*nset == COC_IDENTITY_TOKENS) {
                return COC_LIMIT;
            }

            one[k].staff = (staff && one[k].kind == COC_IDENTITY_DISPLAY);
            set[(*nset)++] = one[k];
        }
    }

    return coc_identity_pairs(keys, texts, n, set, nset);
}

/*
 * The labels' names.
 */

#include "coc_label.h"
#include "coc_str.h"


static const char *const  coc_labels[COC_LABEL_MAX] = {
    "profanity", "insult", "hate", "threat", "harassment", "promo", "toxic",
    "outing", "phi", "sexual", "selfharm", "hijack", "impersonation",
    "credentials", "banevasion"
};


const char *
coc_label_name(coc_label_e label)
{
    return coc_labels[label];
}


int
coc_label_find(coc_str_t name, coc_label_e *label)
{
    size_t  i;

    for (i = 0; i < COC_LABEL_MAX; i++) {
        if (coc_str_eq(name, coc_str_from(coc_labels[i]))) {
            *label = (coc_label_e) i;
            return COC_OK;
        }
    }

    return COC_DECLINED;
}

/*
 * The signals' names.
 */

#include "coc_signal.h"
#include "coc_str.h"


static const char *const  coc_signals[COC_SIGNAL_MAX] = {
    "identity", "identity_name", "identity_pair", "identity_own",
    "repeat", "repeat_link", "similar", "share", "rate",
    "unanswered", "strangers", "blocked",
    "device", "lookalike", "lookalike_staff"
};


const char *
coc_signal_name(coc_signal_e signal)
{
    return coc_signals[signal];
}


int
coc_signal_find(coc_str_t name, coc_signal_e *signal)
{
    size_t  i;

    for (i = 0; i < COC_SIGNAL_MAX; i++) {
        if (coc_str_eq(name, coc_str_from(coc_signals[i]))) {
            *signal = (coc_signal_e) i;
            return COC_OK;
        }
    }

    return COC_DECLINED;
}

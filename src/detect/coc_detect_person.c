/*
 * Whatever may be somebody's full name: candidates that the registry of the
 * members' identities is asked for.  Too many is better than one too few, up
 * to a limit; names that are known come before those that aren't.
 */

#include "coc_detect_people.h"
#include "tables/coc_detect_words.h"


int
coc_person_at(coc_people_t *people, const coc_walk_t *walk, size_t i)
{
    coc_name_t          name;
    const coc_token_t  *t;

    t = &walk->token[i];

    if (t->kind != COC_TOKEN_WORD || t->start < people->manned
        || people->persons == COC_PERSONS)
    {
        return COC_OK;
    }

    if (t->look == COC_LOOK_LOWER) {
        coc_fullname_lower(walk, i, &name);

        if (name.words < 2) {
            return COC_OK;
        }

    } else if (!coc_name_may(t)) {
        return COC_OK;

    } else {
        coc_fullname_read(walk, i, &name);

        if (name.words < 2 && (name.words == 0 || !name.initials)) {
            return COC_OK;
        }
    }

    /* the last half is kept for those that are known */

    if (!name.first && !name.last && people->persons >= COC_PERSONS / 2) {
        return COC_OK;
    }

    people->manned = name.end;
    people->persons++;

    return coc_detect_add(people->detect, COC_DETECT_PERSON, name.start,
                          name.end, 0);
}

/*
 * Names of sections and actions, and what a member is told about each clause.
 */

#include "coc_rule.h"
#include "coc_str.h"


typedef struct {
    const char  *name;
    const char  *clause;
} coc_section_text_t;


/* The Code's clauses, said to the member in one plain sentence each. */

static const coc_section_text_t  coc_sections[COC_SECTION_MAX] = {

    { "outing",
      "Never reveal who another member is: only what they say in their "
      "profile or in this thread may be mentioned." },

    { "phi",
      "Take out everything that could identify a patient before you share "
      "a case." },

    { "hate",
      "Don't attack people for their background: race, religion or none, "
      "gender, sexual orientation, ethnic or social group." },

    { "ugly",
      "Argue with the opinion, not the person: no profanity, name-calling "
      "or personal attacks." },

    { "rant",
      "Venting is welcome, but please don't take it out on the people "
      "here." },

    { "threat",
      "Don't threaten anyone: a threat that must be taken seriously is "
      "reported to law enforcement." },

    { "selfharm",
      "Don't urge anyone to harm themselves; if it is you who is thinking "
      "of it, please call a crisis line or someone you trust now." },

    { "sexual",
      "Keep it safe for work: no sexual remarks, advances or pictures." },

    { "hijack",
      "Stay with the subject of this thread, and start a new post for "
      "another one." },

    { "creepy",
      "Don't harass or follow members or staff, here or elsewhere, and "
      "don't send messages that nobody wants." },

    { "promotion",
      "Say what your interest is when you mention your own work, and don't "
      "advertise, sell or raise funds here." },

    { "impersonation",
      "Be yourself: don't pose as another member or as staff." },

    { "credentials",
      "Keep your login to yourself: nobody else may use it, whoever they "
      "are." },

    { "banevasion",
      "Don't let a banned member back in: the account that does is closed "
      "too." }
};


static const char *const  coc_actions[COC_ACTION_MAX] = {
    "pass", "flag", "nudge", "hold", "block", "escalate"
};


const char *
coc_section_name(coc_section_e section)
{
    return coc_sections[section].name;
}


int
coc_section_find(coc_str_t name, coc_section_e *section)
{
    unsigned  i;

    for (i = 0; i < COC_SECTION_MAX; i++) {
        if (coc_str_eq(name, coc_str_from(coc_sections[i].name))) {
            *section = (coc_section_e) i;
            return COC_OK;
        }
    }

    return COC_DECLINED;
}


const char *
coc_section_clause(coc_section_e section)
{
    return coc_sections[section].clause;
}


const char *
coc_action_name(coc_action_e action)
{
    return coc_actions[action];
}


int
coc_action_find(coc_str_t name, coc_action_e *action)
{
    unsigned  i;

    for (i = 0; i < COC_ACTION_MAX; i++) {
        if (coc_str_eq(name, coc_str_from(coc_actions[i]))) {
            *action = (coc_action_e) i;
            return COC_OK;
        }
    }

    return COC_DECLINED;
}

/*
 * Files of lines beside a rule file: terms, hosts.  Private to src/rules.
 */

#ifndef _COC_RULE_LINES_H_INCLUDED_
#define _COC_RULE_LINES_H_INCLUDED_


#include "coc_base.h"
#include "coc_rule_load.h"


/*
 * Takes a line without the white space around it; file is where it stands,
 * and lies in load->temp.
 */

typedef int (*coc_rule_line_pt)(void *ctx, coc_str_t file, coc_str_t text,
    uint32_t line, uint32_t column);


COC_BEGIN_DECLS


/*
 * Reads the file that node names, which stands beside the rule file, and
 * gives each line to take; empty ones and those that begin with # are left
 * out.  Its bytes go into the version.
 *
 * what  "terms" and so on, for messages
 *
 * COC_INVALID  no text, a folder, no such file; or what take returns
 * COC_ERROR    no memory
 */
int coc_rule_lines(coc_rule_load_t *load, const char *what,
    const coc_yaml_node_t *node, coc_rule_line_pt take, void *ctx);


COC_END_DECLS


#endif /* _COC_RULE_LINES_H_INCLUDED_ */

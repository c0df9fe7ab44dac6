/*
 * cocctl: what the module does, on the command line.  Chooses the subcommand.
 */

#include "cocctl.h"


typedef struct {
    const char  *name;
    int        (*run)(int argc, char **argv);
} cocctl_command_t;


static const char  cocctl_usage[] =
    "usage: cocctl check  [--rules PATH]... [--model FILE|off] [--kind KIND]\n"
    "                     [--type TYPE [--encoding CODING] | --jsonl]"
                         " [--signal NAME]...\n"
    "                     [FILE]\n"
    "       cocctl fields [--type TYPE] [--encoding CODING] [--keys] [FILE]\n"
    "       cocctl views  [--rules PATH]... [FILE]\n"
    "       cocctl spans  [--detector NAME]... [--field PATH] [--jsonl]"
                         " [FILE]\n"
    "       cocctl explain [--rules PATH]... [--model FILE] [--label NAME]...\n"
    "                     [--json | --jsonl] [FILE]\n"
    "       cocctl test   [--verbose] [--model FILE|off] RULES...\n"
    "       cocctl member show|history ID --redis ADDRESS --secret FILE"
                         " [--prefix TEXT]\n"
    "                     [--json] [--decay TIME]\n"
    "       cocctl member warn|mute|premoderate|suspend|deactivate|restore ID\n"
    "                     --redis ADDRESS --secret FILE [--prefix TEXT]\n"
    "                     [--for TIME] [--by NAME] [--reason TEXT]\n"
    "                     [--decay TIME] [--retention TIME]\n"
    "       cocctl member privilege ID NAME [TIME | --lift]"
                         " --redis ADDRESS\n"
    "                     --secret FILE [--prefix TEXT] [--by NAME]"
                         " [--reason TEXT]\n"
    "                     [--decay TIME] [--retention TIME]\n"
    "       cocctl identity import FILE.csv|- --redis ADDRESS --secret FILE\n"
    "                     [--prefix TEXT] [--profile-public] [--dry-run]\n"
    "       cocctl identity add ID --redis ADDRESS --secret FILE"
                         " [--prefix TEXT]\n"
    "                     [--email TEXT] [--phone TEXT] [--npi TEXT]"
                         " [--license TEXT]\n"
    "                     [--name TEXT] [--handle TEXT]"
                         " [--display-name TEXT [--staff]]\n"
    "                     [--profile-public]\n"
    "       cocctl identity show|forget ID --redis ADDRESS --secret FILE\n"
    "                     [--prefix TEXT] [--json]\n"
    "       cocctl review list [--stream NAME] --redis ADDRESS"
                         " [--prefix TEXT]\n"
    "       cocctl review show|uphold|dismiss CASE --redis ADDRESS"
                         " [--prefix TEXT]\n"
    "                     [--reason TEXT] [--by NAME] [--decay TIME]"
                         " [--ladder TEXT]\n"
    "                     [--retention TIME]\n"
    "       cocctl evidence keygen --public FILE --private FILE\n"
    "       cocctl evidence open --key FILE FILE|-\n"
    "       cocctl evidence open --key FILE --redis ADDRESS [--prefix TEXT]"
                         " CASE\n"
    "       cocctl stats  --redis ADDRESS [--prefix TEXT] [--json]\n"
    "\n"
    "member, identity, review, evidence and stats take --timeout TIME, how"
    " long a\ncommand may last.\n"
    "\n"
    "Exit status: 0 nothing found, 1 something would be flagged or worse, 2 an"
    " error\nof usage, rules or input.  See cocctl(1).\n";


static int
cocctl_help(const char *arg)
{
    return strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0;
}


int
main(int argc, char **argv)
{
    size_t  i;

    static const cocctl_command_t  commands[] = {
        { "check", cocctl_check },
        { "fields", cocctl_fields },
        { "views", cocctl_views },
        { "spans", cocctl_spans },
        { "explain", cocctl_explain },
        { "test", cocctl_test },
        { "member", cocctl_member },
        { "identity", cocctl_identity },
        { "review", cocctl_review },
        { "evidence", cocctl_evidence },
        { "stats", cocctl_stats }
    };

    if (argc < 2) {
        fputs(cocctl_usage, stderr);
        return COCCTL_ERROR;
    }

    if (strcmp(argv[1], "help") == 0 || cocctl_help(argv[1])) {
        fputs(cocctl_usage, stdout);
        return COCCTL_OK;
    }

    for (i = 0; i < coc_nelts(commands); i++) {
        if (strcmp(argv[1], commands[i].name) != 0) {
            continue;
        }

        if (argc > 2 && cocctl_help(argv[2])) {
            fputs(cocctl_usage, stdout);
            return COCCTL_OK;
        }

        return commands[i].run(argc - 1, argv + 1);
    }

    (void) cocctl_error("unknown command \"%s\"", argv[1]);
    fputs(cocctl_usage, stderr);

    return COCCTL_ERROR;
}

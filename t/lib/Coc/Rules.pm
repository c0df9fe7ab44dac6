package Coc::Rules;

# A rule for each action, each hit by one word that nothing else holds:
#
#     flagword   ugly         flag      1 point
#     nudgeword  ugly         nudge     2
#     holdword   promotion    hold      2
#     blockword  hate         block     4
#     graveword  threat       escalate  5
#     commentword  ugly       block     comments alone
#     shadowword   hate       block     shadow: never acted on

use strict;
use warnings;

use Coc::Util qw(spew);

my @rules = (
    [ 'ugly',      'r-flag',    'flag',     1, 'flagword' ],
    [ 'ugly',      'r-nudge',   'nudge',    2, 'nudgeword' ],
    [ 'ugly',      'r-comment', 'block',    2, 'commentword',
      'kinds: [comment]' ],
    [ 'promotion', 'r-hold',    'hold',     2, 'holdword' ],
    [ 'hate',      'r-block',   'block',    4, 'blockword' ],
    [ 'hate',      'r-shadow',  'block',    4, 'shadowword',
      'shadow: true' ],
    [ 'threat',    'r-grave',   'escalate', 5, 'graveword' ],
);


# Writes the files into the folder; returns what coc_rules wants.

sub write_to
{
    my ($dir) = @_;
    my %text;

    for my $rule (@rules) {
        my ($section, $id, $action, $severity, $word, @more) = @$rule;

        $text{$section} ||= "section: $section\nrules:\n";
        $text{$section} .= join "\n      ", "    - id: $id",
            "title: A rule of the tests", "severity: $severity",
            "action: $action", 'view: folded', @more, "terms: [$word]",
            "tests: {hit: ['$word'], miss: ['a word']}\n";
    }

    spew("$dir/rules-$_.yaml", $text{$_}) for keys %text;
    return "$dir/rules-*.yaml";
}


1;

#!/usr/bin/perl
#
# The manual and the code agree: each directive of the ngx_command_t table has
# an entry in README.md, in the same order, with Syntax, Default and Context,
# and the contexts are those of the table; each variable has one too; nothing
# is described that does not exist.
#
#     ### coc_name
#     **Syntax:** …   **Default:** …   **Context:** http, server, location
#
# A variable's entry is a heading, a row or an item that begins with its name.
# The API's paths have a row each.
#
# Usage: check-docs.pl [ROOT]

use strict;
use warnings;

my $root = shift // '.';
my @bad;

sub slurp
{
    my ($path) = @_;
    open my $fh, '<', $path or die "$path: $!\n";
    local $/;
    return scalar <$fh>;
}


my $module = slurp("$root/ngx_http_coc_module.c");
my $glue = $module . join '', map { slurp($_) } glob("$root/src/nginx/*.c");
my $readme = slurp("$root/README.md");

my (@code, %where, %vars);

# { ngx_string("coc_x"), NGX_HTTP_MAIN_CONF|…, set, …

my ($anywhere) = $module
    =~ /#define NGX_HTTP_COC_ANYWHERE[\s\\]+(\S+)/;

while ($module =~ /\{\s*ngx_string\("(coc\w*)"\),\s*
                    ([A-Z0-9_|\s]*NGX_[A-Z0-9_|\s]*),/gx)
{
    my ($name, $flags) = ($1, $2);
    $flags =~ s/NGX_HTTP_COC_ANYWHERE/$anywhere/;
    push @code, $name;
    $where{$name} = join ', ',
        ($flags =~ /HTTP_MAIN_CONF/ ? 'http' : ()),
        ($flags =~ /HTTP_SRV_CONF/ ? 'server' : ()),
        ($flags =~ /HTTP_LOC_CONF/ ? 'location' : ());
}

# variables: the same without flags, the getter follows

while ($glue =~ /\{\s*ngx_string\("(coc_\w*)"\),\s*(?!NGX_)\w/g) {
    $vars{$1} = 1;
}

my (@read, %entry, $last);

for my $line (split /\n/, $readme) {
    if ($line =~ /^#{2,4}\s+`?(coc\w*)`?\s*$/) {
        $last = $1;
        push @read, $last;
        $entry{$last} = '';

    } elsif ($line =~ /^#/) {
        undef $last;

    } elsif (defined $last) {
        $entry{$last} .= "$line\n";
    }
}

for my $name (@code) {
    if (!exists $entry{$name}) {
        push @bad, "$name has no entry in README.md";
        next;
    }

    for my $part (qw(Syntax Default Context)) {
        push @bad, "README.md: $name does not give its $part"
            if $entry{$name} !~ /^\W*$part:/m;
    }

    my ($context) = $entry{$name} =~ /^\W*Context:[*\s]*([a-z, ]*[a-z])/m;

    if (defined $context && $context ne $where{$name}) {
        push @bad, "README.md: $name is for \"$context\","
            . " in the table for \"$where{$name}\"";
    }
}

my %code = map { $_ => 1 } @code;
push @bad, map { "README.md: $_ is no directive" } grep { !$code{$_} } @read;

my @both = grep { exists $entry{$_} } @code;
my @order = grep { $code{$_} } @read;

if ("@both" ne "@order") {
    push @bad, 'README.md: directives are not in the order of the table';
}

my %told;
$told{$1} = 1 while $readme =~ /^(?:\#{2,4}|\||[-*])\s*[`*]*\$(coc_[a-z_]+)/mg;

push @bad, map { "\$$_ has no entry in README.md" }
    grep { !$told{$_} } sort keys %vars;
push @bad, map { "README.md: \$$_ is no variable" }
    grep { !$vars{$_} } sort keys %told;

push @bad, 'no directive found in ngx_http_coc_module.c' if !@code;

# the API: rows "| `GET members/{id}` | ..." and { "members/*", NGX_HTTP_GET, ...

my (%route, %row);

$route{"$2 $1"} = 1 while $glue =~ /\{ "([^"]+)", NGX_HTTP_([A-Z]+),/g;
$row{"$1 " . $2 =~ s/\{\w+\}/*/gr} = 1
    while $readme =~ /^\| `([A-Z]+) ([\w\/{}]+)` \|/mg;

push @bad, map { "the API's $_ has no row in README.md" }
    grep { !$row{$_} } sort keys %route;
push @bad, map { "README.md: the API has no $_" }
    grep { !$route{$_} } sort keys %row;

print "$_\n" for @bad;
exit(@bad ? 1 : 0);

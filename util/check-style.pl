#!/usr/bin/perl
#
# What a formatter can't say of this project's look, and what must not be in
# it: tabs, trailing space, width, comments, blank lines between functions,
# banned functions, long functions, headers' guards, the list of sources.
#
# Usage: check-style.pl [ROOT]

use strict;
use warnings;

my $root = shift // '.';
my $width = 80;                 # columns
my $file_max = 600;             # lines
my $function_max = 100;         # lines; a state machine may say so above

my @bad;

sub bad
{
    my ($path, $line, $text) = @_;
    push @bad, "$path:$line: $text";
}


# Blanks what is inside comments and literals, keeping the lines.

sub code
{
    my ($text) = @_;

    $text =~ s{(/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')}
              { my $m = $1;
                my $quote = substr($m, 0, 1);
                $m =~ s/[^\n]/ /g;
                $quote eq '/' ? $m : $quote . substr($m, 1, -1) . $quote
              }gsex;

    return $text;
}


sub check_text
{
    my ($path, $lines, $limit) = @_;

    for my $i (0 .. $#$lines) {
        my $line = $lines->[$i];

        bad($path, $i + 1, 'trailing space') if $line =~ /[ \t\r]$/;
        bad($path, $i + 1, 'tab')
            if $line =~ /\t/ && $path !~ m{(^|/)Makefile$|\.mk$};
        bad($path, $i + 1, 'bare mark of something undone')
            if $line =~ /\b(?:TO[D]O(?!\(#\d+\))|FIX[M]E)\b/;

        # a test's data is as wide as what is sent and expected
        $limit = 0 if $line eq '__DATA__';

        if ($limit && length($line) > $limit) {
            bad($path, $i + 1, "wider than $limit columns");
        }
    }

    if (@$lines && $lines->[-1] eq '') {
        bad($path, scalar @$lines, 'blank line at the end');
    }
}


sub check_functions
{
    my ($path, $lines, $code) = @_;
    my $start;

    for my $i (0 .. $#$code) {
        if ($code->[$i] eq '{') {
            $start = $i;
            my $head = $i;
            $head-- while $head > 0 && $code->[$head - 1] =~ /^ {4}\S/;

            if ($head > 0 && $code->[$head - 1]
                             =~ /^(?:static\s+|inline\s+)*\w+[\s*]+\w+\(/)
            {
                bad($path, $head, 'return type wants a line of its own');
            }
        }

        if ($code->[$i] ne '}' || !defined $start) {
            next;
        }

        if ($i - $start > $function_max) {
            my $above = join ' ', @$lines[($start > 25 ? $start - 25 : 0)
                                          .. $start];
            bad($path, $start + 1, 'function of ' . ($i - $start) . ' lines')
                if $above !~ /state\s+(?:\*\s*)?machine/;
        }

        undef $start;

        my $next = $i + 1;
        $next++ while $next < @$lines && $lines->[$next] eq '';

        if ($next < @$lines && $next - $i != 3
            && $lines->[$next] !~ /^#\s*(?:endif|else|elif|undef)/)
        {
            bad($path, $i + 2, 'not two blank lines after a function');
        }
    }
}


sub check_c
{
    my ($path, $lines) = @_;
    my @code = split /\n/, code(join "\n", @$lines), -1;
    my ($leaf) = $path =~ m{([^/]+)$};
    my $engine = $path =~ m{^src/} && $path !~ m{^src/nginx/};

    bad($path, 1, 'does not open with a comment') if $lines->[0] ne '/*';
    bad($path, scalar @$lines, "more than $file_max lines")
        if @$lines > $file_max;

    for my $i (0 .. $#code) {
        my $line = $code[$i];

        bad($path, $i + 1, '// comment') if $line =~ m{//};

        if ($path !~ m{^t/|^bench/} && $line
            =~ /\b(strn?cpy|strn?cat|v?sprintf|strtok|atoi|alloca|setjmp
                   |gets)\s*\(/x)
        {
            bad($path, $i + 1, "banned function $1");
        }

        if ($engine && $path !~ m{^src/base/} && $line
            =~ /(?<![.>\w])(malloc|calloc|realloc|free|strdup)\s*\(/)
        {
            bad($path, $i + 1, "$1 outside src/base");
        }

        if ($engine && $line =~ /\bngx_/) {
            bad($path, $i + 1, 'nginx is known to src/nginx only');
        }
    }

    if ($leaf =~ /\.h$/) {
        my $guard = '_' . uc($leaf =~ s/\W/_/gr) . '_INCLUDED_';
        bad($path, 1, "no guard $guard")
            if $path !~ m{^t/} && !grep { $_ eq "#define $guard" } @$lines;

    } elsif ($engine && -f "$root/" . $path =~ s/\.c$/.h/r) {
        my $own = $leaf =~ s/\.c$/.h/r;
        my ($first) = grep { /^#include/ } @$lines;
        bad($path, 1, "does not include $own first")
            if !defined $first || $first ne "#include \"$own\"";
    }

    # ngx_config.h defines what the system's headers ask for

    if ($path =~ m{^src/nginx/.*\.c$|^\w+\.c$}) {
        my ($first) = grep { /^#include/ } @$lines;
        bad($path, 1, 'does not include ngx_config.h first')
            if defined $first && $first !~ /"ngx_http_coc\w*\.h"|<ngx_config/;
    }

    check_functions($path, $lines, \@code) if $leaf =~ /\.c$/;
}


sub check_sources
{
    my (@files) = @_;
    my (%listed, %leaf);

    open my $fh, '<', "$root/src/SOURCES" or return;

    while (my $path = <$fh>) {
        chomp $path;
        next if $path =~ /^#|^$/;
        bad('src/SOURCES', $., "$path twice") if $listed{$path}++;
        bad('src/SOURCES', $., "$path is missing") if !-f "$root/$path";
    }

    close $fh;

    for my $path (grep { m{^src/.*\.[ch]$} } @files) {
        bad($path, 1, 'not listed in src/SOURCES') if !$listed{$path};
        my ($name) = $path =~ m{([^/]+)$};
        bad($path, 1, "$leaf{$name} has the same name") if $leaf{$name};
        $leaf{$name} = $path;
    }
}


chdir $root or die "$root: $!\n";
$root = '.';

my @files = sort grep { -f } (
    glob('*.c Makefile config *.sh .ci/run build/*.mk conf/* demo/*'),
    glob('src/*/*.[ch] src/*/*/*.h src/*/*.lua cli/*.[ch] fuzz/*.[ch]'),
    glob('bench/*.c bench/*.sh bench/*.pl util/* t/*.t t/code/*.t t/lib/Coc/*.pm'),
    glob('t/unit/*.[ch] rules/*.yaml'));

for my $path (@files) {
    next if $path =~ /\.(?:png|ico|gz)$/;

    open my $fh, '<:encoding(UTF-8)', $path or die "$path: $!\n";
    my $text = do { local $/; <$fh> };
    close $fh;

    if ($text ne '' && $text !~ /\n\z/) {
        bad($path, 1, 'no newline at the end');
    }

    my @lines = split /\n/, $text, -1;
    pop @lines;

    # patterns, pages and generated tables are as wide as they are
    my $generated = join("\n", @lines) =~ m{\A/\*.{0,400}?\b(?:generated|made by util/)}is;
    my $limit = $generated || $path =~ m{^rules/|^demo/|/tables/} ? 0
              : $path =~ m{\.(?:c|h)$} ? $width
              : 100;

    check_text($path, \@lines, $limit);
    check_c($path, \@lines)
        if $path =~ m{\.[ch]$} && $path !~ m{^src/\w+/tables/};
}

check_sources(@files);

print "$_\n" for @bad;
exit(@bad ? 1 : 0);

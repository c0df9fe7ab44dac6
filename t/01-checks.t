#!/usr/bin/perl

# The checks of the source find what they are there for: each case is a small
# tree with one thing wrong.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use File::Basename qw(dirname);
use File::Path qw(make_path);
use Test::More;
use Coc::Util qw(root tempdir spew);

my $tool;

# run TOOL, FILES: what the tool says of a tree; '' if it is content.

sub run
{
    my ($name, %files) = @_;
    my $dir = tempdir();

    for my $path (keys %files) {
        make_path(dirname("$dir/$path"));
        spew("$dir/$path", $files{$path});
    }

    my $said = `$^X @{[root()]}/util/$name $dir 2>&1`;
    return $? == 0 ? '' : $said || 'failed silently';
}


sub c
{
    my ($text) = @_;
    return "/*\n * A file.\n */\n\n$text";
}


sub style
{
    my ($path, $text) = @_;
    return run('check-style.pl', $path => $text, 'src/SOURCES' => "$path\n");
}

my $good = c("int\ncoc_x(void)\n{\n    return 0;\n}\n\n\n"
             . "int\ncoc_y(void)\n{\n    return 1;\n}\n");

is(style('src/base/coc_x.c', $good), '', 'style: a good file');

for my $case (
    [ 'tab',            c("int  a;\t/* b */\n"),           qr/:5: tab/ ],
    [ 'trailing space', c("int  a; \n"),                   qr/trailing/ ],
    [ 'width',          c('int  a' . 'b' x 80 . ";\n"),    qr/wider/ ],
    [ 'no comment',     "int  a;\n",                       qr/open with/ ],
    [ '//',             c("int  a;  // b\n"),              qr/comment/ ],
    [ 'end of line',    c('int  a;'),                      qr/newline/ ],
    [ 'one blank line', $good =~ s/\n\n\nint/\n\nint/r,    qr/two blank/ ],
    [ 'return type',    c("int coc_x(void)\n{\n}\n"),      qr/return type/ ],
    [ 'strcpy',         $good =~ s/return 0/strcpy(a, b)/r, qr/banned/ ],
    [ 'nginx',          $good =~ s/return 0/ngx_x()/r,     qr/src\/nginx/ ],
    [ 'long function',
      $good =~ s/return 0;/"return 0;\n" x 101/er,         qr/function of/ ],
    [ 'long file',      c("int  a;\n" x 600),              qr/more than/ ],
    [ 'undone',         c("/* TO" . "DO: all */\n"),       qr/undone/ ],
) {
    my ($name, $text, $want) = @$case;
    like(style('src/base/coc_x.c', $text), $want, "style: $name");
}

is(style('src/base/coc_x.c', c("/* strcpy(a, b) */\nchar  *a = \"// x\";\n")),
   '', 'style: comments and literals are no code');
like(style('src/rules/coc_x.c', $good =~ s/return 0/free(a)/r),
     qr/outside src\/base/, 'style: free');
is(style('src/rules/coc_x.c', $good =~ s/return 0/a->free(b)/r), '',
   'style: a callback called free');
like(style('src/base/coc_x.h', c("int  a;\n")), qr/no guard/, 'style: guard');
like(style('src/nginx/ngx_x.c', c("#include <time.h>\n")),
     qr/ngx_config\.h first/, 'style: the glue and system headers');
like(run('check-style.pl', 'src/base/coc_x.c' => $good,
         'src/SOURCES' => "src/base/coc_y.c\n"),
     qr/coc_y\.c is missing.*not listed/s, 'style: src/SOURCES');


# layers

my %tree = (
    'src/base/coc_base.h'      => c(''),
    'src/text/coc_text.h'      => c("#include \"coc_base.h\"\n"),
    'src/decode/coc_decode.h'  => c(''),
    'src/engine/coc.h'         => c("#include \"coc_text.h\"\n"),
    'src/nginx/ngx_http_coc.h' => c("#include \"coc.h\"\n"),
    'ngx_http_coc_module.c'    => c("#include \"ngx_http_coc.h\"\n"),
);

is(run('check-layers.pl', %tree), '', 'layers: a good tree');

for my $case (
    [ 'upward',   'src/base/a.c',   'coc_text.h',        qr/floor 1/ ],
    [ 'sideward', 'src/media/a.c', 'coc_text.h',        qr/floor 1/ ],
    [ 'a path',   'src/text/a.c',   '../base/coc_base.h', qr/bare file/ ],
    [ 'by the side door', 'src/nginx/a.c', 'coc_text.h', qr/only coc\.h/ ],
    [ 'cli',      'cli/a.c',        'coc_text.h',        qr/only coc\.h/ ],
    [ 'no floor', 'src/misc/a.c',   'coc_base.h',        qr/no floor/ ],
) {
    my ($name, $path, $include, $want) = @$case;
    like(run('check-layers.pl', %tree,
             $path => c("#include \"$include\"\n")),
         $want, "layers: $name");
}


# docs

my $module = c(<<'END');
static ngx_command_t  commands[] = {

    { ngx_string("coc"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF
                        |NGX_CONF_TAKE1,
      set,

    { ngx_string("coc_zone"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      set,
END
my $vars = c('    { ngx_string("coc_verdict"), NULL, get, 0, 0, 0 },' . "\n"
             . '    { "a/*", NGX_HTTP_GET, start, NULL },' . "\n");
my $readme = <<'END';
### coc

**Syntax:** coc on

**Default:** off

**Context:** http, server, location

### coc_zone

**Syntax:** coc_zone name:size

**Default:** none

**Context:** http

## Variables

| `$coc_verdict` | the verdict |

| `GET a/{id}` | a path |
END

sub docs
{
    my ($text) = @_;
    return run('check-docs.pl', 'ngx_http_coc_module.c' => $module,
               'src/nginx/v.c' => $vars, 'README.md' => $text);
}

is(docs($readme), '', 'docs: agree');

for my $case (
    [ 'no entry',      sub { s/### coc_zone.*?(?=## V)//s }, qr/coc_zone has/ ],
    [ 'no default',    sub { s/\*\*Default:\*\* none// },    qr/its Default/ ],
    [ 'wrong context', sub { s/(http)$/$1, server/m },       qr/in the table/ ],
    [ 'no directive',  sub { s/## Var/### coc_x\n$&/ },      qr/coc_x is no d/ ],
    [ 'no variable',   sub { $_ .= "| `\$coc_x` |\n" },      qr/coc_x is no v/ ],
    [ 'no path',       sub { s/GET a/GET b/ },               qr/has no GET b/ ],
    [ 'path untold',   sub { s/.*GET a.*// },                qr/GET a.* no row/ ],
    [ 'untold',        sub { s/.*\$coc_verdict.*// },        qr/has no entry/ ],
) {
    my ($name, $edit, $want) = @$case;
    local $_ = $readme;
    $edit->();
    like(docs($_), $want, "docs: $name");
}

done_testing();

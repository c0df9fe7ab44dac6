#!/usr/bin/env perl

# Writes Lua scripts as a C header: each as a string and the SHA-1 that
# EVALSHA knows it by.
#
#   embed-lua.pl src/store/scripts/*.lua > src/store/coc_scripts.h

use strict;
use warnings;

use Digest::SHA qw(sha1_hex);
use File::Basename qw(basename);

die "usage: embed-lua.pl file.lua ...\n" if !@ARGV;

print <<'EOF';
/*
 * The Lua scripts of src/store/scripts.  Made by util/embed-lua.pl, not to be
 * edited: `make scripts`.
 */

#ifndef _COC_SCRIPTS_H_INCLUDED_
#define _COC_SCRIPTS_H_INCLUDED_
EOF

for my $file (sort @ARGV) {
    open my $in, '<:raw', $file or die "$file: $!\n";
    my $text = do { local $/; <$in> };
    close $in;

    (my $name = uc basename($file, '.lua')) =~ tr/A-Z0-9/_/c;
    my $sha = sha1_hex($text);

    print "\n\n#define COC_SCRIPT_${name}_SHA  \\\n    \"$sha\"\n";
    print "\n#define COC_SCRIPT_$name";

    # lines are cut so that the header keeps to 80 columns

    for my $line ($text =~ /\G(.{0,60}\n|.{1,60})/g) {
        $line =~ s/([\\"])/\\$1/g;
        $line =~ s/\n/\\n/;
        print "  \\\n    \"$line\"";
    }

    print "\n";
}

print "\n\n#endif /* _COC_SCRIPTS_H_INCLUDED_ */\n";

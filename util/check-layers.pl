#!/usr/bin/perl
#
# Floors: a file may include headers of its own folder or of a lower floor.
# The glue, the command line and the fuzzers know the engine by its doors
# only: coc.h and coc_store.h.
#
# Usage: check-layers.pl [ROOT]

use strict;
use warnings;

my $root = shift // '.';

my %floor = (
    base    => 0,
    media   => 1,
    text    => 1,
    decode  => 2,
    rules   => 2,
    match   => 3,
    detect  => 3,
    verdict => 4,
    engine  => 5,
    store   => 5,
    nginx   => 6,
);

my %door = map { $_ => 1 } qw(coc.h coc_store.h);

my (%home, @bad);

sub folder
{
    my ($path) = @_;

    return $path =~ m{^src/(\w+)/} ? $1
         : $path =~ m{^(cli|fuzz)/} ? $1
         : '';
}

sub check
{
    my ($path) = @_;
    my $own = folder($path);

    open my $fh, '<', "$root/$path" or die "$path: $!\n";

    while (my $line = <$fh>) {
        my ($name) = $line =~ /^\s*#\s*include\s*"([^"]+)"/ or next;
        my $at = "$path:$.";

        if ($name =~ m{/} && $name !~ m{^tables/[^/]+$}) {
            push @bad, "$at: \"$name\": include by bare file name";
            next;
        }

        my ($leaf) = $name =~ m{([^/]+)$};
        my $theirs = $home{$leaf};

        if (!defined $theirs || $theirs eq $own) {
            next;
        }

        if ($own eq '' || $own eq 'nginx' || $own eq 'cli'
            || $own eq 'fuzz')
        {
            if (!$door{$leaf} && !($own eq '' && $theirs eq 'nginx')) {
                push @bad, "$at: \"$name\": only coc.h and coc_store.h"
                    . " are for ". ($own eq '' ? 'the module' : $own);
            }

        } elsif ($floor{$theirs} >= $floor{$own}) {
            push @bad, "$at: \"$name\" is on floor $floor{$theirs}"
                . " ($theirs), this file on $floor{$own} ($own)";
        }
    }

    close $fh;
}

my @files = sort map { s{^\Q$root\E/}{}r }
    glob("$root/src/*/*.[ch] $root/src/*/*/*.[ch] $root/cli/*.[ch]"
         . " $root/fuzz/*.[ch] $root/*.c");

for my $path (@files) {
    my $own = folder($path);

    if ($path =~ m{^src/} && !exists $floor{$own}) {
        push @bad, "$path: folder \"$own\" has no floor";
    }

    if ($path =~ m{([^/]+\.h)$}) {
        $home{$1} = $own;
    }
}

check($_) for grep { exists $floor{folder($_)} || !m{^src/} } @files;

print "$_\n" for @bad;
exit(@bad ? 1 : 0);

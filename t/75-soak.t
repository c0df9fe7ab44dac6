#!/usr/bin/perl

# A minute of `make soak`: mixed load, faults at random, nothing lost.

use strict;
use warnings;

use FindBin;

$ENV{SOAK_SECONDS} ||= 60;
@ARGV = ('single');

my $file = "$FindBin::Bin/soak/soak.pl";
my $done = do $file;

die $@ || "$file: $!" if !defined $done;

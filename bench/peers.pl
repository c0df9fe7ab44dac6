#!/usr/bin/env perl
# Disguised words caught, clean clinical sentences hit, microseconds a post:
# ours beside the npm libraries that ../shared/peers/peers.mjs runs.  Prints a
# Markdown table.
#
# usage: peers.pl [SHARED]
#
# SHARED (default ../shared beside the project) holds peers/ and data/.  The
# libraries are installed by npm into build/peers.  A form of disguise counts
# as caught where every word in it is.  A post is a clinical text of 450 to 550
# characters of the data; ours is the whole scan of a JSON body, theirs the
# call on the decoded text.

use strict;
use warnings;

use Cwd qw(abs_path);
use File::Copy qw(copy);
use File::Path qw(make_path);
use File::Temp ();
use FindBin;
use JSON::PP ();

use constant POSTS => [qw(rqe_questions pubmedqa medquad)];
use constant NPOSTS => 500;             # of each
use constant OURS => 'ngx_http_coc_module';

my $root = abs_path("$FindBin::Bin/..");
my $shared = shift // "$root/../shared";
my $build = $ENV{COC_BUILD_DIR} // "$root/build";
my $json = JSON::PP->new->utf8->canonical;

-d "$shared/peers" && -d "$shared/data/dev"
    or die "peers.pl: $shared has no peers/ or data/dev/\n";


sub rows
{
    my ($name) = @_;

    open my $in, '<', "$shared/data/dev/$name.jsonl" or die "$name: $!\n";

    return map { $json->decode($_) } <$in>;
}

sub posts
{
    my @posts;

    for my $source (@{ POSTS() }) {
        my @fit = grep { length $_->{text} >= 450 && length $_->{text} <= 550 }
                  rows($source);
        splice @fit, NPOSTS if @fit > NPOSTS;
        push @posts, @fit;
    }

    return @posts;
}

# A file with the texts of rows, in the form that both sides read.

sub texts
{
    my (@rows) = @_;
    my $file = File::Temp->new(SUFFIX => '.jsonl');

    print $file map { $json->encode({ id => $_->{id}, text => $_->{text} }),
                      "\n" } @rows;
    close $file;

    return $file;
}

# id => 1 for what was flagged, by library; and microseconds a text.

sub peers
{
    my ($file) = @_;
    my (%flagged, %us);

    make_path("$build/peers");
    copy("$shared/peers/$_", "$build/peers/$_") for qw(package.json peers.mjs);

    -d "$build/peers/node_modules"
        or system("cd '$build/peers' && npm install --ignore-scripts "
                  . '--no-audit --no-fund >&2') == 0
        or die "peers.pl: npm install failed\n";

    open my $out, '-|', "cd '$build/peers' && node peers.mjs < '$file'"
        or die "node: $!\n";

    while (my $line = <$out>) {
        my $row = $json->decode($line);

        if (my $summary = $row->{summary}) {
            $us{$_} = $summary->{$_}{us_per_doc} for keys %$summary;
            next;
        }

        for (grep { $row->{flags}{$_} } keys %{ $row->{flags} }) {
            $flagged{$_}{$row->{id}} = 1;
        }
    }

    close $out or die "peers.pl: peers.mjs failed\n";

    return (\%flagged, \%us);
}

sub ours
{
    my ($file) = @_;
    my %flagged;

    open my $out, '-|', "$build/cocctl", 'check', '--rules', "$root/rules",
        '--jsonl', "$file" or die "cocctl: $!\n";

    while (my $line = <$out>) {
        my $row = $json->decode($line);
        $flagged{$row->{id}} = 1 if $row->{verdict} ne 'pass';
    }

    close $out;

    my $scan = `'$build/bench-scan' '$root/rules' < '$file'`;
    $? == 0 or die "peers.pl: bench-scan failed; make bench-peers builds it\n";

    return (\%flagged, $json->decode($scan)->{us_per_doc});
}

sub measure
{
    my (@rows) = @_;
    my $file = texts(@rows);
    my ($flagged, $us) = peers($file);

    ($flagged->{ OURS() }, $us->{ OURS() }) = ours($file);

    return ($flagged, $us);
}


my @evasions = rows('evasions-dev');
my @clinical = rows('clinical-clean-dev');
my @posts = posts();

my ($caught) = measure(@evasions);
my ($hit) = measure(@clinical);
my (undef, $us) = measure(@posts);

my %words;
push @{ $words{$_->{cat}} }, $_->{id} for @evasions;

printf "Forms of disguise: %d with %d texts; clinical sentences: %d; posts of "
       . "450 to 550 characters: %d.\n\n",
       scalar keys %words, scalar @evasions, scalar @clinical, scalar @posts;

print "| | forms caught | texts caught | clinical hit | µs a post |\n",
      "|---|--:|--:|--:|--:|\n";

for my $name (OURS, grep { $_ ne OURS } sort keys %$us) {
    my $got = $caught->{$name} // {};
    my $forms = grep { my $form = $_; !grep { !$got->{$_} } @{ $words{$form} } }
                keys %words;

    printf "| %s | %d | %d | %d | %.1f |\n", $name, $forms,
           scalar keys %$got, scalar keys %{ $hit->{$name} // {} },
           $us->{$name};
}

#!/usr/bin/perl

# How good the rules are: what share of the violations they find, and what
# share of the innocent texts they hit.  Prints Markdown for doc/MEASURED.md.
#
#   util/quality.pl [--half=tune|test|both] [--show=tune:SOURCE[:LABEL]]
#       [--cocctl=FILE] [--rules=PATH] [--data=FOLDER] [--kept=FOLDER]
#       [--model=FILE --own=FOLDER]
#
# The labelled texts in --data are split by their id into two halves: rules may
# be tuned on "tune", "test" tells what that was worth.  --show prints what is
# missed and what is hit wrongly, of the tune half alone.  Nothing prints texts
# of the test half or of --kept: who has seen them can't be measured by them.
#
# Found, or hit, is what gets more than pass; "own" means by a rule of the
# label's own section.  Rules in shadow count for nothing.
#
# All of it is of the rules alone.  With --model the last tables say what rules
# and model do together, on texts that taught the model nothing.

use strict;
use warnings;

use Digest::SHA qw(sha256);
use Encode qw(encode);
use FindBin;
use Getopt::Long qw(GetOptions);
use JSON::PP ();

use constant HALVES => qw(tune test);

# The sections that answer for a label.

use constant OWN => {
    profanity => [qw(ugly)], insult => [qw(ugly)], hate => [qw(hate)],
    threat => [qw(threat)], harassment => [qw(creepy sexual)],
    promo => [qw(promotion)], pii => [qw(phi outing)], outing => [qw(outing)],
    impersonation => [qw(impersonation)], credentials => [qw(credentials)],
    toxic => [qw(ugly hate threat rant creepy sexual)],
};

# Clinical texts hold nothing that a rule should see.

use constant CLINICAL => qw(medquad pubmedqa rqe_questions mts_dialog
                            clinical-clean-dev);
use constant IDENTIFIERS => qw(identifiers-dev phi_injected
                               clinical_queries_phi presidio_synth pii_nano);
use constant CLAUSES => qw(outing phi hate ugly rant threat selfharm sexual
                           hijack creepy promotion impersonation credentials
                           banevasion);

# What no model is made of; of the other sources, two of ten texts teach it
# nothing: model/corpus.h says which.

use constant UNLEARNT => qw(cat_large jigsaw3k phi_injected presidio_synth
                            stormfront topical_chat coc_probes
                            clinical-clean-dev);

my $json = JSON::PP->new->utf8;
my $root = "$FindBin::Bin/..";
my %opt = (
    half => 'both',
    cocctl => ($ENV{COC_BUILD_DIR} // "$root/build") . '/cocctl',
    rules => "$root/rules",
    data => ($ENV{COC_SHARED} // "$root/../shared") . '/data/dev',
    kept => "$root/t/quality",
    own => "$root/model/texts",
);

GetOptions(\%opt, map { "$_=s" } qw(half show cocctl rules data kept model
                                     own))
    && !@ARGV && $opt{half} =~ /\A(?:tune|test|both)\z/
    or die "usage: quality.pl [--half=tune|test|both] "
           . "[--show=tune:SOURCE[:LABEL]]\n"
           . "    [--cocctl=FILE] [--rules=PATH] [--data=FOLDER]"
           . " [--kept=FOLDER]\n    [--model=FILE] [--own=FOLDER]\n";

my @halves = $opt{half} eq 'both' ? (HALVES) : ($opt{half});


sub half
{
    my ($id) = @_;

    return ord(sha256(encode('UTF-8', $id))) % 2 ? 'test' : 'tune';
}


# The rows of a file, each with what cocctl says of it: half, hit (more than
# pass), grave (nudged or worse), section (those of the rules that hit).

sub check
{
    my ($file, $model) = @_;

    open my $out, '-|', $opt{cocctl}, 'check', '--rules', $opt{rules},
        '--model', $model, '--jsonl', $file
        or die "$opt{cocctl}: $!\n";

    return $out;
}

sub answer
{
    my ($out, $id) = @_;
    my $line = <$out> // die "$opt{cocctl}: no verdict on $id\n";
    my $verdict = $json->decode($line);

    $verdict->{id} eq $id
        or die "$opt{cocctl}: a verdict on $verdict->{id}, not $id\n";

    return $verdict;
}

sub judged
{
    my ($file) = @_;
    my @rows;

    open my $in, '<', $file or die "$file: $!\n";

    my $out = check($file, 'off');
    my $with = defined $opt{model} ? check($file, $opt{model}) : undef;

    while (my $line = <$in>) {
        my $row = $json->decode($line);
        my $verdict = answer($out, $row->{id});
        my $both = $with ? answer($with, $row->{id}) : $verdict;

        push @rows, {
            id => $row->{id},
            half => half($row->{id}),
            text => defined $opt{show} ? $row->{text} : undef,
            is => { map { $_ => 1 } @{ $row->{labels} // [] } },
            known => { map { $_ => 1 } @{ $row->{known} // [] } },
            category => $row->{orig}{category},
            types => $row->{pii_types},
            violation => $row->{violation},
            verdict => $verdict->{verdict},
            rules => $verdict->{rules},
            hit => $verdict->{verdict} ne 'pass',
            both => $both->{verdict} ne 'pass',
            held => ord(substr(sha256(encode('UTF-8', $row->{id})), 1)) % 10
                    < 2,
            grave => $verdict->{verdict} !~ /\A(?:pass|flag)\z/,
            section => { map { $_ => 1 } @{ $verdict->{sections} } },
        };
    }

    close $out;
    close $with if $with;

    return @rows;
}

sub own
{
    my ($row, @sections) = @_;

    return scalar grep { $row->{section}{$_} } @sections;
}

# The rows of a source of --data; none, once and loudly, where it is not there.

my (%source, %missing);

sub source
{
    my ($name) = @_;
    my $file = "$opt{data}/$name.jsonl";

    if (!-r $file) {
        warn "quality: MISSING: $file\n" if !$missing{$file}++;
        return;
    }

    $source{$name} //= [ judged($file) ];

    return @{ $source{$name} };
}


# How many of these rows there are, and a share of them: a figure for each half
# that was asked for, "tune / test".

sub split_halves
{
    my ($cell, @rows) = @_;

    return join ' / ', map { my $half = $_;
                             $cell->(grep { $_->{half} eq $half } @rows) }
                       @halves;
}

sub number
{
    return scalar(@_) =~ s/(?<=\d)(?=(?:\d{3})+\z)/,/gr;
}

sub count
{
    return split_halves(\&number, @_);
}

sub percent
{
    my ($part, $all) = @_;

    return $all ? sprintf('%.*f', $part && $part / $all < 0.01 ? 2 : 1,
                          100 * $part / $all)
                : '–';
}

sub share
{
    my ($test, @rows) = @_;

    return split_halves(sub { percent(scalar(grep { $test->($_) } @_),
                                      scalar @_) }, @rows);
}

sub hit { return $_[0]{hit} }
sub both { return $_[0]{both} }
sub grave { return $_[0]{grave} }

sub table
{
    my ($title, $note, $head, @lines) = @_;

    return if !@lines;

    print "\n### $title\n\n", $note ? "$note\n\n" : '';
    print '| ', join(' | ', @$head), " |\n";
    print '|', join('|', map { /\A(?:label|source|clause|category|type)\z/
                               ? '---' : '--:' } @$head), "|\n";
    print '| ', join(' | ', @$_), " |\n" for @lines;
}


# a label, in each source that knows it

sub label_line
{
    my ($label, $name, @rows) = @_;
    my @own = @{ OWN->{$label} // [] };
    my $by_own = sub { own($_[0], @own) };
    my @known = grep { $_->{known}{$label} } @rows;
    my @is = grep { $_->{is}{$label} } @known;
    my @not = grep { !$_->{is}{$label} } @known;

    # of what the section's rules hit here: how much has the label, and how
    # much has any

    my @by_own = grep { $by_own->($_) } @known;

    return [ $label, $name, count(@is), share($by_own, @is), share(\&hit, @is),
             count(@not), share($by_own, @not), share(\&hit, @not),
             share(sub { $_[0]{is}{$label} }, @by_own),
             share(sub { scalar %{ $_[0]{is} } }, @by_own) ];
}

sub labels
{
    my (@names) = @_;
    my (%in, @lines);

    for my $name (@names) {
        for my $row (source($name)) {
            $in{$_}{$name} = 1 for keys %{ $row->{is} };
        }
    }

    for my $label (sort keys %in) {
        push @lines,
            (map { label_line($label, $_, source($_)) }
                 sort keys %{ $in{$label} }),
            label_line($label, '**all**', map { source($_) } @names);
    }

    table('Labels', 'Own: by the rules of the label\'s section. Precision: of '
          . 'what these hit, how much has the label, and how much has any.',
          [ qw(label source with), 'found by own', 'found by any', 'without',
            'hit by own', 'hit by any', 'precision', 'has any' ], @lines);
}


# what is clean

sub clean
{
    my (@names) = @_;
    my @clinical = map { source($_) } CLINICAL;
    my $line = sub {
        my ($name, @rows) = @_;

        return [ $name, count(@rows), share(\&hit, @rows),
                 share(\&grave, @rows),
                 share(sub { own($_[0], 'phi') }, @rows) ];
    };
    my @clean = grep { !grep { %{ $_->{is} } || !%{ $_->{known} } }
                             source($_) } @names;
    my %done;

    table('Clean texts', 'No text of these has a label.',
          [ 'source', 'texts', 'flagged or worse', 'nudged or worse',
            'hit by phi' ],
          (map { $line->($_, source($_)) }
               grep { !$done{$_}++ } CLINICAL, @clean),
          $line->('**clinical**', @clinical));
}


# identifiers

sub identifiers
{
    my (@lines, @types);

    for my $name (IDENTIFIERS) {
        my @rows = source($name) or next;
        my @is = grep { $_->{is}{pii} || $_->{id} =~ /\AP:/ } @rows;
        my @not = grep { $_->{id} =~ /\AN:/
                         || !$_->{is}{pii} && $_->{known}{pii} } @rows;
        my $by_own = sub { own($_[0], @{ OWN->{pii} }) };
        my %only;

        push @lines, [ $name, count(@is), share($by_own, @is),
                       share(\&hit, @is), count(@not), share($by_own, @not) ];

        for my $row (grep { $_->{types} } @is) {
            my @other = grep { $_ ne 'NAME' } @{ $row->{types} };

            push @{ $only{ $other[0] // 'NAME' } }, $row if @other <= 1;
        }

        push @types, map { [ $name, $_, count(@{ $only{$_} }),
                             share($by_own, @{ $only{$_} }) ] }
                     grep { @{ $only{$_} } >= 10 } sort keys %only;
    }

    table('Identifiers', undef,
          [ 'source', 'with', 'found by phi or outing', 'found by any',
            'without', 'hit by phi or outing' ], @lines);
    table('Identifiers by type', 'Texts with one type of identifier, names '
          . 'aside.', [ 'source', 'type', 'with', 'found' ], @types);
}


# posts in the physician's voice, the ones that are open and the ones kept back

sub probes
{
    my (%in, @lines);

    push @{ $in{ $_->{category} } }, $_ for source('coc_probes');

    for my $category (sort(keys %in), '**all**') {
        my @rows = $in{$category} ? @{ $in{$category} }
                                  : map { @$_ } values %in;
        my @is = grep { %{ $_->{is} } } @rows;
        my @not = grep { !%{ $_->{is} } } @rows;

        push @lines, [ $category, count(@is),
                       share(sub { own($_[0], @{ OWN->{ $_[0]{category} } }) },
                             @is),
                       share(\&hit, @is), count(@not), share(\&hit, @not) ]
            if @rows;
    }

    table('coc_probes, in the physician\'s voice', undef,
          [ 'category', 'violations', 'found by own', 'found by any',
            'innocent', 'hit' ], @lines);
}

sub kept
{
    my (@all, @lines);
    my $line = sub {
        my ($name, $clause, @rows) = @_;
        my @is = grep { $_->{violation} } @rows;
        my @not = grep { !$_->{violation} } @rows;
        my $part = sub {
            my ($test, @of) = @_;
            return percent(scalar(grep { $test->($_) } @of), scalar @of);
        };

        return [ $name, number(@is),
                 $part->(sub { own($_[0], $_[0]{clause}) }, @is),
                 $part->(\&hit, @is), number(@not), $part->(\&hit, @not) ];
    };

    for my $clause (CLAUSES) {
        my $file = "$opt{kept}/$clause.jsonl";

        if (!-r $file) {
            warn "quality: MISSING: $file\n";
            $missing{$file} = 1;
            next;
        }

        my @rows = map { $_->{clause} = $clause; $_ } judged($file);

        push @lines, $line->($clause, $clause, @rows);
        push @all, @rows;
    }

    table('Kept back, in the physician\'s voice (t/quality)', undef,
          [ 'clause', 'violations', 'found by own', 'found by any', 'innocent',
            'hit' ],
          @lines, @lines ? $line->('**all**', undef, @all) : ());
}


# rules alone and with the model, where the model has learnt nothing

sub beside_line
{
    my ($name, $is, $not) = @_;
    my $part = sub {
        my ($test, $of) = @_;
        return percent(scalar(grep { $test->($_) } @$of), scalar @$of);
    };

    return [ $name, number(@$is), $part->(\&hit, $is), $part->(\&both, $is),
             number(@$not), $part->(\&hit, $not), $part->(\&both, $not) ];
}

sub beside_table
{
    my ($title, $note, $what, @lines) = @_;

    table($title, $note, [ $what, 'violations', 'found by rules',
                           'and model', 'innocent', 'hit by rules',
                           'and model' ], @lines);
}

sub unlearnt
{
    my ($name) = @_;
    my $all = grep { $_ eq $name } UNLEARNT;

    return grep { $all || $_->{held} } source($name);
}

sub clauses
{
    my ($folder, $test) = @_;
    my (@lines, @is, @not);

    for my $clause (CLAUSES, 'civil') {
        my $file = "$folder/$clause.jsonl";
        next if !-r $file;

        my @rows = grep { $test->($_) } judged($file);
        my @v = grep { $_->{violation} // $_->{id} =~ /-v\d+\z/ } @rows;
        my @n = grep { !($_->{violation} // $_->{id} =~ /-v\d+\z/) } @rows;

        push @lines, beside_line($clause, \@v, \@n);
        push @is, @v;
        push @not, @n;
    }

    return (@lines, @lines ? beside_line('**all**', \@is, \@not) : ());
}

sub beside
{
    my (@names) = @_;
    my (%in, @lines);

    for my $name (@names) {
        for my $row (unlearnt($name)) {
            push @{ $in{$_}{ $row->{is}{$_} ? 'is' : 'not' } }, $row
                for keys %{ $row->{known} };
        }
    }

    for my $label (sort keys %in) {
        push @lines, beside_line($label, $in{$label}{is} // [],
                                 $in{$label}{not} // [])
            if @{ $in{$label}{is} // [] } >= 20;
    }

    push @lines, beside_line($_, [], [ unlearnt($_) ])
        for grep { -r "$opt{data}/$_.jsonl" } CLINICAL, 'topical_chat';

    beside_table('Rules alone and with the model', 'Texts that taught the '
                 . 'model nothing; hit or found by any rule.', 'label', @lines);
    beside_table('Kept back (t/quality), with the model', undef, 'clause',
                 clauses($opt{kept}, sub { 1 }));
    beside_table('Texts of model/texts that taught nothing', undef, 'clause',
                 clauses($opt{own}, sub { $_[0]{held} }));
}


# words in disguise: each of these texts has one

sub disguises
{
    my @rows = source('evasions-dev');

    table('Words in disguise', undef, [ 'source', 'texts', 'found' ],
          [ 'evasions-dev', count(@rows), share(\&hit, @rows) ]) if @rows;
}


# What is missed and what is hit wrongly, of the half that may be seen.

sub show
{
    my ($half, $name, $label) = split /:/, $opt{show}, 3;

    die "quality: only the tune half may be shown (--show=tune:SOURCE): "
        . "who has seen the other can't be measured by it\n"
        if $half ne 'tune';
    die "quality: --show=tune:SOURCE[:LABEL]\n" if !defined $name;
    die "quality: t/quality is kept back and never shown\n"
        if grep { $_ eq $name } CLAUSES or $name =~ m{/};

    binmode STDOUT, ':encoding(UTF-8)';

    for my $row (source($name)) {
        next if $row->{half} ne 'tune';

        my $is = defined $label ? $row->{is}{$label}
                                : %{ $row->{is} } || $row->{id} =~ /\AP:/;
        my $hit = defined $label ? own($row, @{ OWN->{$label} // [] })
                                 : $row->{hit};

        next if !$is == !$hit;
        next if defined $label && !$row->{known}{$label};

        print join("\t", $is ? 'missed' : 'hit', $row->{id}, $row->{verdict},
                   join(',', @{ $row->{rules} }), $row->{text} =~ s/\s+/ /gr),
              "\n";
    }

    exit 0;
}


show() if defined $opt{show};

my @names = map { m{([^/]+)\.jsonl\z} } sort glob "$opt{data}/*.jsonl";

if (!@names) {
    warn "quality: MISSING: no labelled texts in $opt{data}\n";
}

print "Shares in per cent", $opt{half} eq 'both' ? ', "tune / test"' : '',
      ": half $opt{half}.\n";

kept();

if (@names) {
    probes();
    identifiers();
    disguises();
    clean(@names);
    labels(@names);
    beside(@names) if defined $opt{model};

} else {
    $missing{'the labelled texts'} = 1;
}

print "\n**Missing, and not in these figures:** ",
      join(', ', map { s{.*/}{}r } sort keys %missing), ".\n" if %missing;

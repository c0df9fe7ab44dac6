#!/usr/bin/perl

# Labelled texts: nginx decides as cocctl does, and no default rule fires on
# clinical talk more than once in 2,000 texts of a source.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use File::Temp ();
use JSON::PP ();
use Test::More;
use Coc::Client;
use Coc::Nginx;
use Coc::Util qw(root build_dir shared);

use constant POSTS => 2000;
use constant CLINICAL => qw(medquad pubmedqa rqe_questions mts_dialog
                            clinical-clean-dev);

my $dev = shared('data/dev');

plan skip_all => 'no labelled texts: set COC_SHARED' if !defined $dev;

my $json = JSON::PP->new->utf8->canonical;
my $cocctl = build_dir() . '/cocctl';
my $rules = root() . '/rules';
my $model = root() . "/model/coc.model";


# The rows of a source, and what cocctl says of them, in order.

sub rows
{
    my ($file) = @_;

    open my $fh, '<', $file or die "$file: $!\n";
    return map { $json->decode($_) } <$fh>;
}

sub judged
{
    my (@rows) = @_;
    my $in = File::Temp->new;

    print $in map { $json->encode({ id => $_->{id}, text => $_->{text} }), "\n" }
        @rows;
    close $in;

    open my $out, '-|', $cocctl, 'check', '--rules', $rules, '--jsonl', "$in"
        or die "$cocctl: $!\n";
    my @verdicts = map { $json->decode($_) } <$out>;
    close $out;

    return @verdicts;
}


# clinical talk

for my $source (CLINICAL) {
    my @rows = rows("$dev/$source.jsonl");
    my @verdicts = judged(@rows);
    my (%fired, $identified);

    $identified = 0;
    is(scalar @verdicts, scalar @rows, "$source: a verdict for each text");

    # a source that doesn't say it has no identifiers has some: dates of real
    # notes; those rules may fire there, 2 in 100 at most

    my $without = grep { $_ eq 'pii' } @{ $rows[0]{known} // ['pii'] };

    for my $i (0 .. $#verdicts) {
        my @by = @{ $verdicts[$i]{rules} };

        if (!$without) {
            $identified++ if grep { /\Aphi-/ } @by;
            @by = grep { !/\Aphi-/ } @by;
        }

        $fired{$_}++ for @by;
    }

    cmp_ok($identified, '<=', @rows / 50, "$source: identifiers are rare");

    # once in 2,000, and once in a source of fewer
    my $most = @rows / 2000 > 1 ? @rows / 2000 : 1;
    my @loud = grep { $fired{$_} > $most } sort keys %fired;

    is("@loud", '', "$source: no rule fires on more than 1 in 2,000");
    diag(map { "$source: $_ fires on $fired{$_} of " . @rows . "\n" } @loud)
        if @loud;
}


# every n-th text of all sources, through nginx

my @all = map { rows($_) } sort glob "$dev/*.jsonl";
my @posts = map { $all[$_ * @all / POSTS] } 0 .. POSTS - 1;
my @expected = judged(@posts);

is(scalar @expected, POSTS, 'cocctl judged ' . POSTS . ' posts');

my $nginx = Coc::Nginx->new(
    level => 'crit',
    server => <<"END",
        location / {
            coc on;
            coc_rules $rules;
            coc_model $model;
            coc_secret %%DIR%%/secret;
            error_log %%DIR%%/logs/coc.log emerg;
            add_header X-Verdict "\$coc_verdict \$coc_score \$coc_rules" always;
            proxy_pass http://127.0.0.1:%%PORT%%/app;
        }
        location /app { return 200 "received\\n"; }
END
);

$nginx->file('secret', 'a secret of at least thirty-two bytes');
$nginx->start;

my ($same, @differ) = (0);

for my $i (0 .. $#posts) {
    # as text, as JSON and as a form in turn: what is posted is the same

    my ($type, $body) = (
        [ 'text/plain', $posts[$i]{text} ],
        [ 'application/json', $json->encode({ body => $posts[$i]{text} }) ],
        [ 'application/x-www-form-urlencoded', "body=" ],
    )[$i % 3]->@*;

    if ($type eq 'text/plain') {
        utf8::encode($body);

    } elsif ($type ne 'application/json') {
        my $text = $posts[$i]{text};
        utf8::encode($text);
        $body .= $text =~ s/([^A-Za-z0-9])/sprintf '%%%02X', ord $1/ger;
    }

    my $r = $nginx->request('POST', '/', $body, 'Content-Type' => $type);

    my $is = $r->{headers}{'x-verdict'} // '';
    my $e = $expected[$i];
    my $want = join ' ', $e->{verdict}, $e->{score},
                         join ',', @{ $e->{rules} };

    if ($is =~ s/\s+\z//r eq $want =~ s/\s+\z//r) {
        $same++;

    } else {
        push @differ, "$posts[$i]{id} ($type): nginx \"$is\", cocctl \"$want\"";
    }
}

is($same, POSTS, 'nginx decides as cocctl does');
diag("$_\n") for splice @differ, 0, 20;

$nginx->stop;

done_testing();

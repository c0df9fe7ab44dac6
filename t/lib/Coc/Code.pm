package Coc::Code;

# What the tests of the Code's clauses share (t/code/): an edge with the
# default rules and without Redis, and a table of texts with what must become
# of each.
#
#     my $edge = Coc::Code::edge(policy => 'coc_nudge off;')->start;
#     my $r = Coc::Code::post($edge, 'comment', 'some text');
#     $r->{headers}{'x-verdict'}, …-sections, …-rules, …-published
#     Coc::Code::holds($edge, 'ugly', <<'END');
#     nudge        comment  A mild word to a reader
#     block|hold   message  A grave one
#     pass         post     A word that only looks like it
#     END
#
# x-published is there where the application got the request.

use strict;
use warnings;

use Coc::Client ();
use Coc::Nginx ();
use Coc::Util qw(root);
use JSON::PP ();
use Test::More ();

our $secret = 'a secret of at least thirty-two bytes';

my $json = JSON::PP->new->utf8->canonical;


sub edge
{
    my (%arg) = @_;
    my $policy = delete $arg{policy} // '';
    my $more = delete $arg{server} // '';
    my $http = delete $arg{http} // '';
    my $rules = root() . '/rules';

    my $nginx = Coc::Nginx->new(level => 'crit', %arg,
        http => "client_max_body_size 20m;\n$http",
        server => <<"END",
        coc_rules $rules;
        coc_secret %%DIR%%/secret;
        coc_member \$http_x_member;
        error_log %%DIR%%/logs/coc.log notice;
        $policy

        location ~ ^/(?<kind>\\w+)\$ {
            coc on;
            coc_kind \$kind;
            add_header X-Verdict \$coc_verdict always;
            add_header X-Sections \$coc_sections always;
            add_header X-Rules \$coc_rules always;
            add_header X-Case \$coc_case always;
            add_header X-Redis \$coc_redis always;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }

$more
    }

    server {
        listen unix:%%DIR%%/app.sock;

        location / {
            add_header X-Published yes;
            return 200 "published\\n";
        }
END
    );

    $nginx->file('secret', $secret);

    return $nginx;
}


# Characters, in a JSON body as an application would send it.

sub post
{
    my ($edge, $kind, $text, %headers) = @_;

    return Coc::Client::request($edge, 'POST', "/$kind",
        $json->encode({ body => $text }),
        'Content-Type' => 'application/json', 'X-Member' => 'ann', %headers);
}


# The members of a problem+json reply, or none.

sub problem
{
    my ($r) = @_;

    return eval { $json->decode($r->{body}) } || {};
}


# What the edge has logged of its verdicts.

sub log
{
    my ($edge) = @_;

    return Coc::Util::slurp($edge->dir . '/logs/coc.log') // '';
}


my %status = (pass => 200, flag => 200, hold => 200, nudge => 409,
              block => 403, escalate => 403);

# A test for each line of the table: the verdict is one of those named, a rule
# of this section is behind it, and client and application are told so.

sub holds
{
    my ($edge, $section, $table) = @_;

    local $Test::Builder::Level = $Test::Builder::Level + 1;

    for my $line (grep { /\S/ } split /\n/, $table) {
        my ($verdicts, $kind, $text) = $line =~ /\A\s*(\S+)\s+(\w+)\s+(.+)\z/
            or die "not a line of the table: $line\n";

        utf8::decode($text) if !utf8::is_utf8($text);

        my $r = post($edge, $kind, $text);
        my $is = $r->{headers}{'x-verdict'} // 'no answer';
        my $told = problem($r)->{section} // '';
        my $sections = $r->{headers}{'x-sections'} // '';
        my @wrong;

        push @wrong, "is $is" if !grep { $_ eq $is } split /\|/, $verdicts;
        push @wrong, "status $r->{status}"
            if !@wrong && $r->{status} != $status{$is};
        push @wrong, $r->{headers}{'x-published'} ? 'published' : 'lost'
            if !@wrong && !$r->{headers}{'x-published'} != ($r->{status} != 200);
        push @wrong, "by $sections"
            if !@wrong && $is ne 'pass' && ",$sections," !~ /,$section,/;
        push @wrong, "told of \"$told\""
            if !@wrong && $r->{status} != 200 && ",$sections," !~ /,$told,/;

        utf8::encode($text);
        Test::More::is("@wrong", '', "$verdicts: $text")
            or Test::More::diag('rules: ', $r->{headers}{'x-rules'} // '');
    }
}


1;

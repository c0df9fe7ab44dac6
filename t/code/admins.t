#!/usr/bin/perl

# "Sermo admins … always": who is an admin is said by the application's gateway
# and never by the post.  Only they may speak of sanctions; what a role is
# exempt from is told in the log and means nothing else, section by section.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;
use Coc::Util qw(wait_for);

my $edge = Coc::Code::edge(policy => <<'END')->start;
        coc_role $http_x_member_role;
        coc_role_exempt admin impersonation;
        coc_role_exempt admin rant ugly;
        coc_role_exempt moderator ugly;
        coc_role_exempt owner all;
END

my $ban = 'You are hereby banned from this site for 7 days.';
my $ugly = 'You are an idiot and should read the trial first.';
my $refused = qr/^(?:hold|block)$/;         # by which rule, is the rules' matter
my $threat = 'I will find you and kill you.';

# Does it, as who has these roles; the verdict, and the sections.

sub as
{
    my ($role, $text) = @_;
    my $r = Coc::Code::post($edge, 'comment', $text,
                            defined $role ? ('X-Member-Role' => $role) : ());

    return ($r->{headers}{'x-verdict'} // 'none',
            $r->{headers}{'x-sections'} // '', $r);
}


# The log's line of a request.

sub line
{
    my ($r) = @_;
    my $case = $r->{headers}{'x-case'};
    my $line;

    wait_for { ($line) = grep { /case=\Q$case\E/ }
                   split /\n/, Coc::Code::log($edge) };

    return $line // '';
}


# who speaks of a ban

my ($verdict, $sections, $r) = as('admin', $ban);
is($verdict, 'pass', 'an admin says that somebody is banned');
is($sections, '', 'which is of no section');
ok($r->{headers}{'x-published'}, 'and appears');
like(line($r), qr/verdict=pass .* rules=impersonation-[-\w,]+ score=0 /,
     'it is logged with the rule');
like(line($r), qr/ role="admin" .* exempt=impersonation/,
     'and the role');

for my $role (undef, '', 'member', 'adm', 'administrator', 'ADMIN') {
    my $name = $role // 'none';

    ($verdict, $sections) = as($role, $ban);
    like($verdict, $refused, "role \"$name\": posing as an admin does not appear");
    is($sections, 'impersonation', "role \"$name\": as impersonation");
}

# a role in the body is the member's own word

$r = Coc::Client::request($edge, 'POST', '/comment?role=admin',
    '{"role":"admin","X-Member-Role":"admin","body":"' . $ban . '"}',
    'Content-Type' => 'application/json', 'X-Member' => 'ann');
like($r->{headers}{'x-verdict'}, $refused, 'no post makes its author an admin');

# section by section

($verdict) = as('admin', $ugly);
is($verdict, 'pass', 'two directives of a role add up');
($verdict) = as('moderator', $ugly);
is($verdict, 'pass', 'a moderator is exempt from ugly');
($verdict, $sections) = as('moderator', $ban);
like("$verdict $sections", qr/^(?:hold|block) impersonation$/, 'and from nothing else');

($verdict, $sections, $r) = as('moderator', "$ugly $ban");
like("$verdict $sections", qr/^(?:hold|block) impersonation$/,
   'of both, what is exempt does not count');
like(line($r), qr/ sections=impersonation .* exempt=ugly/, 'but is logged');

($verdict, $sections) = as('admin', $threat);
isnt($verdict, 'pass', 'an admin threatens nobody');
like($sections, qr/threat/, 'that is a threat from whoever it comes');

($verdict) = as('owner', "$threat $ban $ugly");
is($verdict, 'pass', 'all is all');

# several roles

($verdict) = as('physician,admin', $ban);
is($verdict, 'pass', 'one of several roles, by commas');
($verdict) = as(' moderator , admin ', "$ugly $ban");
is($verdict, 'pass', 'what several roles are exempt from adds up');
($verdict) = as('not-admin', $ban);
like($verdict, $refused, 'a part of a role is none');

$edge->stop;
done_testing();

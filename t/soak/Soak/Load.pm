package Soak::Load;

# One client process of the soak: posts to the edges in turn, and a journal of
# what it sent and what it was answered.
#
#     my $pid = Soak::Load::start(n => 1, seed => …, journal => file,
#                                 edges => [ @nginx ], until => time);
#
# A line of the journal, tabs between: uid, member, points, how, answer, case.
# uid is in the text and is the thread, so that each post is of its own; how
# is "whole", "left" (all was sent, no answer read) or "half" (not all was
# sent); answer is "block", "flag", "escalate", "pass", "refused" (for the
# standing), "none", or a status.

use strict;
use warnings;

use Coc::Client ();
use IO::Handle ();
use JSON::PP ();
use POSIX ();
use Time::HiRes ();

# A history keeps 500 entries: a member is left for a new one before that.

our $posts = 100;
our $slots = 24;

# [ weight, word of the text, points, how ]

my @kinds = (
    [ 40, 'nothing', 0, 'whole' ],
    (map { [ 3, "zug$_", $_, 'whole' ] } 1 .. 9),
    [ 15, 'flim3', 3, 'whole' ],
    [ 3, 'grave5', 5, 'whole' ],
    [ 6, 'zug4', 4, 'left' ],
    [ 4, 'flim3', 3, 'left' ],
    [ 4, 'zug7', 7, 'half' ],
);


sub start
{
    my (%arg) = @_;
    my $pid = fork;

    die "fork: $!\n" if !defined $pid;
    return $pid if $pid;

    srand $arg{seed} * 1000 + $arg{n};
    eval { _run(bless { %arg, count => 0, members => [] }); 1 }
        or print STDERR "# client $arg{n}: $@";
    POSIX::_exit($@ ? 1 : 0);
}


sub _run
{
    my ($self) = @_;

    open $self->{out}, '>', $self->{journal} or die "$self->{journal}: $!\n";
    $self->{out}->autoflush(1);

    while (Time::HiRes::time() < $self->{until}) {
        $self->_post;
        Time::HiRes::sleep(rand($self->{pause} || 0.01));
    }

    close $self->{out} or die "$self->{journal}: $!\n";
}


# Letters only: a word that no rule has, and that no view changes.

sub _uid
{
    my ($self) = @_;
    my $n = ++$self->{count};
    my $uid = '';

    for (1 .. 6) {
        $uid = chr(ord('a') + $n % 26) . $uid;
        $n = int($n / 26);
    }

    return 'u' . chr(ord('a') + $self->{n}) . $uid;
}


sub _member
{
    my ($self) = @_;

    # those whom moderators are after

    return 's' . int rand 10 if rand() < 0.05;

    my $slot = int rand $slots;
    my $posts_of = $self->{members}[$slot]++;

    return "m$self->{n}-$slot-" . int($posts_of / $posts);
}


sub _kind
{
    my ($total) = (0);

    $total += $_->[0] for @kinds;
    my $at = rand $total;

    for my $kind (@kinds) {
        return @$kind if ($at -= $kind->[0]) < 0;
    }
}


sub _post
{
    my ($self) = @_;
    my $uid = $self->_uid;
    my $member = $self->_member;
    my (undef, $word, $points, $how) = _kind();
    my $edge = $self->{edges}[rand @{$self->{edges}}];

    if ($member =~ /^s/) {
        ($word, $points, $how) = ('nothing', 0, 'whole');
    }

    my $text = "a text of $uid about $word and no more, ";
    my $fill = 'as it is ' x rand 20;
    my $request = Coc::Client::format_request('POST', '/post/post',
        "$text$fill", 'Content-Type' => 'text/plain', 'X-Member' => $member,
        'X-Thread' => $uid, Connection => 'close');

    my ($answer, $case) = $self->_send($edge, $request, $how);

    print {$self->{out}} join("\t", $uid, $member, $points, $how, $answer,
                              $case), "\n";
}


sub _send
{
    my ($self, $edge, $request, $how) = @_;
    my $client = eval { Coc::Client::connect_to($edge, timeout => 30) }
        or return ('none', '');

    if ($how eq 'half') {
        substr($request, -1) = '';
        $client->send($request);
        Time::HiRes::sleep(rand 0.01);
        $client->abort;
        return ('none', '');
    }

    $client->send($request);

    if ($how eq 'left') {
        Time::HiRes::sleep(rand 0.005) if rand() < 0.7;
        rand() < 0.5 ? $client->abort : $client->close;
        return ('none', '');
    }

    my $r = $client->response;
    $client->close;
    return ('none', '') if !$r;

    my $problem = eval { JSON::PP::decode_json($r->{body}) } || {};
    my $type = $problem->{type} || '';

    if ($type =~ /^urn:coc:(?:muted|suspended|deactivated)$/) {
        return ('refused', '');

    } elsif ($type =~ /^urn:coc:/) {
        return ('block', $problem->{case} || '');
    }

    return ($r->{headers}{'x-verdict'} || $r->{status},
            $r->{headers}{'x-case'} || '');
}


1;

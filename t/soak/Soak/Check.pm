package Soak::Check;

# What must be true at the end: the journals against what Redis holds.
#
#     my $check = Soak::Check->new(store => $redis);
#     $check->sent($journal); $check->moderated($journal);
#     $check->drained(60);
#     my @bad = $check->faults;       # lines, none if all is well
#     $check->{n}                     # counts, by name

use strict;
use warnings;

use Coc::Community ();
use Coc::Util qw(wait_for slurp);
use JSON::PP ();

sub new
{
    my ($class, %arg) = @_;

    return bless { %arg, post => {}, members => {}, sanctions => {},
                   n => { map { $_ => 0 } qw(requests answered recorded lost
                          doubled wrong) } }, $class;
}


sub _rows
{
    my ($file) = @_;
    return map { [ split /\t/, $_, -1 ] } split /\n/, slurp($file) || '';
}


sub sent
{
    my ($self, $journal) = @_;

    for my $row (_rows($journal)) {
        my %post;
        (my $uid, @post{qw(member points how answer case)}) = @$row;

        # answered: the client has a reply that tells of an infraction

        $post{told} = $post{points} && $post{case} ne ''
            && $post{answer} =~ /^(?:block|flag|escalate)$/;
        $self->{post}{$uid} = \%post;
        $self->{members}{$post{member}} = 1;
        $self->{n}{requests}++;
        $self->{n}{answered}++ if $post{told};
        $self->{answers}{$post{answer}}++;
    }
}


sub moderated
{
    my ($self, $journal) = @_;

    for my $row (_rows($journal)) {
        my ($by, $member, $action, $status) = @$row;

        $self->{sanctions}{$by} = { member => $member, done => $status == 0 };
        $self->{members}{$member} = 1;
        $self->{n}{sanctions}++ if $status == 0;
        $self->{undone}{$member}++ if $status != 0;
    }
}


sub _key
{
    my ($member, $what) = @_;
    return 'coc:{' . Coc::Community::member_hash($member) . "}:$what";
}


sub _log
{
    my ($self, $member) = @_;
    my $log = $self->{store}->cmd('ZRANGE', _key($member, 'log'), 0, -1);

    return map {
        my ($id, $json) = /^(\S+) (.*)$/s;
        { id => $id, %{JSON::PP::decode_json($json)} };
    } @$log;
}


# All writes that Redis knows of, and all entries for review.

sub _writes
{
    my ($self) = @_;
    my $store = $self->{store};
    my $n = 0;

    $n += $store->cmd('HGET', _key($_, 'st'), 'n') || 0
        for keys %{$self->{members}};

    for my $stream (qw(review escalations feed)) {
        $n += $store->cmd('XLEN', "coc:$_:$stream") for 0 .. 15;
    }

    return $n;
}


# True once nothing waits and nothing comes any more.

sub drained
{
    my ($self, $seconds, $waiting) = @_;
    my $last = -1;

    return wait_for {
        return 0 if $waiting->();

        my $now = $self->_writes;
        my $same = $now == $last;

        $last = $now;
        Time::HiRes::sleep(0.5) if !$same;
        return $same;
    } $seconds;
}


sub faults
{
    my ($self) = @_;

    $self->{bad} = [];
    $self->{seen} = {};
    $self->_review;
    $self->_member($_) for sort keys %{$self->{members}};
    $self->_lost;
    return @{$self->{bad}};
}


sub _bad
{
    my ($self, $what, $text) = @_;

    $self->{n}{$what}++;
    push @{$self->{bad}}, "$what: $text";
}


sub _member
{
    my ($self, $member) = @_;
    my $st = { @{$self->{store}->cmd('HGETALL', _key($member, 'st'))} };
    my @log = $self->_log($member);
    my $points = 0;
    my $n = $st->{n} || 0;

    for my $entry (@log) {
        if (defined $entry->{by} && $entry->{by} =~ /^mod/) {
            $self->_sanction($member, $entry);

        } else {
            $points += $entry->{points} || 0;
            $self->_infraction($member, $entry);
        }
    }

    if (($st->{p} || 0) != 1000 * $points && $member !~ /^s/) {
        $self->_bad(($st->{p} || 0) > 1000 * $points ? 'doubled' : 'lost',
            "$member: $points points in the history, "
            . ($st->{p} || 0) / 1000 . ' in the record');
    }

    # what cocctl could not end, and said so, may have been written in part

    my $most = @log + ($self->{undone}{$member} || 0);

    $self->_bad($n > $most ? 'doubled' : 'lost',
                "$member: $n writes, " . @log . ' in the history')
        if $n > $most || $n < @log;
    $self->_missing($member, map { $_->{id} } @log) if $n > $most;
}


# Which of a member's cases are for review, or known to the record, though not
# in the history.

sub _missing
{
    my ($self, $member, @known) = @_;
    my $hash = Coc::Community::member_hash($member);
    my $st = { @{$self->{store}->cmd('HGETALL', _key($member, 'st'))} };
    my %known = map { $_ => 1 } @known;

    $self->_bad('doubled', "$member: case $_ of $self->{reviewed}{$_} is for "
                           . 'review, but not in the history')
        for grep { !$known{$_} } sort keys %{$self->{of}{$hash} || {}};
    $self->_bad('doubled', "$member: the record knows $_, the history does "
                           . 'not')
        for grep { !$known{$_} } map { $st->{$_} } grep { /^r\d+$/ }
            sort keys %$st;
}


sub _infraction
{
    my ($self, $member, $entry) = @_;
    my $uid = $self->{reviewed}{$entry->{id}};
    my $post = $self->{post}{defined $uid ? $uid : ''};

    $self->{n}{recorded}++;

    if (!defined $uid) {
        $self->_bad('lost', "$member: $entry->{id}: not for review");
        return;
    }

    if (!$post || $post->{member} ne $member || $post->{how} eq 'half'
        || $post->{points} != $entry->{points}
        || $post->{case} ne '' && $post->{case} ne $entry->{id})
    {
        $self->_bad('wrong', "$member: $entry->{id} \"$uid\" was not sent so");
    }

    $self->_bad('doubled', "$member: $uid is there twice")
        if $self->{seen}{$uid}++;
}


sub _sanction
{
    my ($self, $member, $entry) = @_;
    my $sanction = $self->{sanctions}{$entry->{by}};

    $self->_bad('wrong', "$member: nobody said $entry->{by}")
        if !$sanction || $sanction->{member} ne $member;
    $self->_bad('doubled', "$member: $entry->{by} is there twice")
        if $self->{seen}{$entry->{by}}++;
}


# Which post a case is of.  An entry may come again, its case is the same.

sub _review
{
    my ($self) = @_;
    my $store = $self->{store};

    for my $stream (map { ("$_:review", "$_:escalations") } 0 .. 15) {
        for my $entry (@{$store->cmd('XRANGE', "coc:$stream", '-', '+')}) {
            my %field = @{$entry->[1]};
            my $event = JSON::PP::decode_json($field{event});

            $self->{reviewed}{$field{case}} = $event->{thread};
            $self->{of}{$field{member}}{$field{case}} = 1;
        }
    }
}


sub _lost
{
    my ($self) = @_;

    for my $uid (sort keys %{$self->{post}}) {
        my $post = $self->{post}{$uid};
        next if !$post->{told};

        $self->_bad('lost', "$uid of $post->{member}, $post->{answer}, "
                            . "$post->{case}: not in the history")
            if !$self->{seen}{$uid};
    }

    for my $by (sort keys %{$self->{sanctions}}) {
        $self->_bad('lost', "$by: not in the history")
            if $self->{sanctions}{$by}{done} && !$self->{seen}{$by};
    }
}


1;

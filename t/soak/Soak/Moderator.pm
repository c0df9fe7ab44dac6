package Soak::Moderator;

# A moderator process of the soak: sanctions by cocctl now and then, at random,
# and a journal of them: by, member, action, exit status.

use strict;
use warnings;

use Coc::Community ();
use IO::Handle ();
use POSIX ();
use Time::HiRes ();

my @actions = ([ 'warn' ], [ 'mute', '--for', '1h' ],
               [ 'suspend', '--for', '1h' ], [ 'premoderate', '--for', '1h' ],
               [ 'restore' ]);


sub start
{
    my (%arg) = @_;
    my $pid = fork;

    die "fork: $!\n" if !defined $pid;
    return $pid if $pid;

    srand $arg{seed} * 1000 + 999;
    open my $out, '>', $arg{journal} or POSIX::_exit(1);
    $out->autoflush(1);

    for (my $n = 1; Time::HiRes::time() < $arg{until}; $n++) {
        my ($action, @more) = @{$actions[rand @actions]};
        my $member = 's' . int rand 10;
        my (undef, $status) = Coc::Community::cocctl($arg{edge}, $arg{redis},
            $action, $member, @more, '--by', "mod$n");

        print $out join("\t", "mod$n", $member, $action, $status), "\n";
        Time::HiRes::sleep(rand 1);
    }

    POSIX::_exit(0);
}


1;

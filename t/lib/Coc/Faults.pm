package Coc::Faults;

# What is true in every fault of Redis, for the tests of each.
#
#     my $calm = Coc::Faults::watch($edge);     # an edge of Coc::Community
#     $calm->ok('SIGSTOP');     # others are served at once, no worker died
#     Coc::Faults::loud($edge)  # lines about Redis that an operator would see
#     Coc::Faults::member_text($i)   # a post of one point, no two alike

use strict;
use warnings;

use Coc::Util qw(slow);
use Test::More ();
use Time::HiRes ();

sub watch
{
    my ($edge) = @_;
    return bless { edge => $edge, workers => join(' ', sort $edge->workers) };
}


# One test: five requests that have nothing to do with Redis.

sub ok
{
    my ($self, $name) = @_;
    my $edge = $self->{edge};
    my @wrong;

    for (1 .. 5) {
        my $from = Time::HiRes::time();
        my $r = $edge->request('GET', '/plain');
        my $took = Time::HiRes::time() - $from;

        push @wrong, 'no answer' if !$r || $r->{status} != 200;
        push @wrong, "took $took s" if $took > 0.3 * slow();
    }

    my $now = join ' ', sort $edge->workers;
    push @wrong, "workers $self->{workers} are $now"
        if $now ne $self->{workers};

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return Test::More::is(join(', ', @wrong), '',
                          "$name: others are served, the workers live");
}


sub loud
{
    my ($edge) = @_;
    return scalar grep { /\[(?:error|crit)\].*coc: redis/ }
        split /\n/, $edge->error_log;
}


sub member_text { "zug1, the $_[0]. of them" }


1;

#!/usr/bin/perl

# "We like to give second chances": with the default rules and a real Redis, a
# member is first asked, then warned, muted, suspended, each time told so; the
# record shows how it came; a moderator can take it back.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;
use Coc::Community;
use Coc::Redis;

my $redis = Coc::Redis->new;
my $edge = Coc::Code::edge(policy => 'coc_redis ' . $redis->address . ';'
    . ' coc_redis_timeout 2s; coc_standing_cache off;'
    . ' coc_thread $http_x_thread;', http => 'coc_zone coc:1m;')->start;
my $posts = 0;

# each in a thread of its own, or the same words would not count again

sub post
{
    my ($kind, $text) = @_;

    return Coc::Code::post($edge, $kind, $text, 'X-Thread' => ++$posts);
}

sub record { return Coc::Community::record($redis, 'ann',
                                           with => $Coc::Code::secret) }

sub cocctl
{
    my (@args) = @_;
    my $out = `'@{[Coc::Util::build_dir()]}/cocctl' member @args \\
               --redis unix:@{[$redis->socket]} \\
               --secret @{[$edge->dir]}/secret 2>&1`;

    return ($out, $? >> 8);
}


# asked first: a nudge costs nothing

my $r = post('comment', 'You are an idiot and should read the trial first.');

is(Coc::Code::problem($r)->{type}, 'urn:coc:nudge', 'a first rude word: asked');
is(record()->{p} // 0, 0, 'and nothing is kept');


# then warned, muted, suspended

my @told;

for (1 .. 8) {
    $r = post('post', 'Fuck you and your guidelines.');
    my $problem = Coc::Code::problem($r);

    is($r->{status}, 403, 'a curse is blocked');
    push @told, ($problem->{detail} // '') =~ /This is a warning/ ? 'warned'
        : ($problem->{detail} // '') =~ /can't comment/ ? 'muted'
        : ($problem->{detail} // '') =~ /is suspended/ ? 'suspended' : 'told';
    last if $told[-1] eq 'suspended';
}

like("@told", qr/\A(?:told )*(?:warned )+(?:muted )+suspended\z/,
     'warned, muted, suspended, one after the other');

$r = post('post', 'A case of mine: fever and a rash.');
is($r->{status}, 403, 'suspended: nothing more');
is(Coc::Code::problem($r)->{type}, 'urn:coc:suspended', 'and told why');
ok(Coc::Code::problem($r)->{until}, 'and until when');


# a record is kept, of what and when

my ($history, $status) = cocctl(qw(history ann));
is($status, 0, 'the history') or diag($history);
cmp_ok(scalar(() = $history =~ /\bugly\b/g), '>=', 3,
       'has each infraction with its clause');
unlike($history, qr/guidelines/, 'and no words of theirs');


# a second chance

(my $said, $status) = cocctl(qw(restore ann --by eve));
is($status, 0, 'restored') or diag($said);
$r = post('post', 'A case of mine: fever and a rash.');
is($r->{headers}{'x-verdict'}, 'pass', 'and back');

$edge->stop;
$redis->stop;
done_testing();

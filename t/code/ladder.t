#!/usr/bin/perl

# "We like to give second chances": with the default rules and a real Redis, a
# member is first asked, then warned, muted, suspended, each time told so; the
# record shows how it came; a moderator can take it back.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use POSIX ();
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

# an appeal: the case is found no violation, and what it counted is given back

sub review
{
    my (@args) = @_;
    my $args = join ' ', map { "'$_'" } @args;
    my $out = `'@{[Coc::Util::build_dir()]}/cocctl' review $args \\
               --redis unix:@{[$redis->socket]} 2>&1`;

    return ($out, $? >> 8);
}

sub points
{
    my ($member) = @_;

    return Coc::Community::record($redis, $member,
                                  with => $Coc::Code::secret)->{p} // 0;
}

my $bob = Coc::Code::post($edge, 'post', 'Fuck you and your guidelines.',
                          'X-Member' => 'bob', 'X-Thread' => ++$posts);
my $case = $bob->{headers}{'x-case'};
my $before = points('bob');

is($bob->{status}, 403, 'another member curses');
cmp_ok($before, '>', 0, 'which counts');

($said, $status) = review('list');
is($status, 0, 'the moderators\' list') or diag($said);
is(scalar(() = $said =~ /"case":"\Q$case\E","member"/g), 1,
   'has the case once') or diag($said);
is((review('list'))[0], $said, 'and has it still when it is read again');

($said, $status) = review('show', $case);
like($said, qr/"verdict":"block"/, 'it is shown');

($said, $status) = review('dismiss', $case, '--reason', 'she quoted a patient',
                          '--by', 'eve');
is($status, 0, 'dismissed') or diag($said);
is(points('bob'), 0, 'the points are given back');
unlike((review('list'))[0], qr/\Q$case\E/, 'and the case has left the list');

($said, $status) = review('dismiss', $case);
is($status, 2, 'dismissed again');
like($said, qr/dismissed before/, 'is refused');

($history) = cocctl(qw(history bob));
like($history, qr/"what":"appeal","case":"\Q$case\E"/, 'the history says so');
like($history, qr/she quoted a patient/, 'and why');

$bob = Coc::Code::post($edge, 'post', 'Fuck you and your guidelines.',
                       'X-Member' => 'bob', 'X-Thread' => ++$posts);
$before = points('bob');

($said, $status) = review('uphold', $bob->{headers}{'x-case'}, '--by', 'eve');
is($status, 0, 'another is upheld') or diag($said);
is(points('bob'), $before, 'which changes no points');
like((cocctl(qw(history bob)))[0], qr/"what":"upheld"/, 'but is noted');
unlike((review('list'))[0], qr/\Q$bob->{headers}{'x-case'}\E/,
       'a case decided before it was listed is not listed');


# the queue: an entry that came twice, one that was trimmed while it waited,
# more than Redis is asked for at once, and a decision that came half-way

my ($key) = $redis->cmd('GET', "coc:case:$case") =~ /\A(\S+) /;

$redis->cmd('XADD', $key, '*', 'case', $case, 'member', '') for 1 .. 2;
like((review('list'))[0], qr/\Q$case\E/, 'what is pending of a dismissed case');
($said, $status) = review('dismiss', $case);
is($status, 2, 'is told to have been dismissed') or diag($said);
unlike((review('list'))[0], qr/\Q$case\E/, 'and is gone, each time it came');

$redis->cmd('XADD', $key, '*', 'case', "many$_", 'member', '') for 1 .. 250;
($said, $status) = review('list');
is(scalar(() = $said =~ /"case":"many\d+"/g), 250, 'all that is pending');

$redis->cmd('XTRIM', $key, 'MAXLEN', '=', 10);
($said, $status) = review('list');
is($status, 0, 'most of it trimmed') or diag($said);
is(scalar(() = $said =~ /"case":"many\d+"/g), 10, 'the rest is listed');
is($redis->cmd('XPENDING', $key, 'moderators')->[0], 10,
   'and what is gone is pending no more');

is((review('show', 'nosuchcase'))[1], 2, 'no such case');

$edge->stop;


# outing and impersonation: at once, where the policy says so

$edge = Coc::Code::edge(policy => 'coc_redis ' . $redis->address . ';'
    . ' coc_redis_timeout 2s; coc_standing_cache off;'
    . ' coc_ladder 3=warn 6=mute:24h 10=suspend:7d 20=deactivate'
    . ' outing:1=deactivate impersonation:1=deactivate;'
    . ' coc_thread $http_x_thread;', http => 'coc_zone coc:1m;')->start;

$r = Coc::Code::post($edge, 'comment',
                     'GasPasser99\'s real name is Tom Keller.',
                     'X-Member' => 'cyd', 'X-Thread' => ++$posts);
is($r->{status}, 403, 'a member is outed');
like($r->{headers}{'x-sections'}, qr/outing/, 'by that section');

$r = Coc::Code::post($edge, 'post', 'A case of mine: fever and a rash.',
                     'X-Member' => 'cyd', 'X-Thread' => ++$posts);
is($r->{status}, 403, 'and is gone with the first');
is(Coc::Code::problem($r)->{type}, 'urn:coc:deactivated', 'for good');

$edge->stop;


# over days: nginx' clock is set, Redis is told the time with each record

my ($faketime) = glob('/usr/lib/*/faketime/libfaketime.so.1');

SKIP: {
    skip 'libfaketime is missing: the ladder over days is not shown', 9
        if !defined $faketime;
    skip 'a preloaded clock and sanitizers don\'t go together', 9
        if Coc::Util::sanitized();

    my $clock = Coc::Util::tempdir() . '/clock';
    my $now = time;

    my $set = sub {
        my ($days) = @_;

        Coc::Util::spew("$clock.new", sprintf("@%s\n",
            POSIX::strftime('%Y-%m-%d %H:%M:%S',
                            localtime($now + 86400 * $days))));
        rename "$clock.new", $clock or die $!;
    };

    $set->(0);

    local $ENV{LD_PRELOAD} = $faketime;
    local $ENV{FAKETIME_TIMESTAMP_FILE} = $clock;
    local $ENV{FAKETIME_NO_CACHE} = 1;
    local $ENV{FAKETIME_DONT_FAKE_MONOTONIC} = 1;

    $edge = Coc::Code::edge(policy => 'coc_redis ' . $redis->address . ';'
        . ' coc_redis_timeout 2s; coc_standing_cache off;'
        . ' coc_thread $http_x_thread;', http => 'coc_zone coc:1m;',
        main => "env LD_PRELOAD;\nenv FAKETIME_TIMESTAMP_FILE;\n"
                . "env FAKETIME_NO_CACHE;\n"
                . "env FAKETIME_DONT_FAKE_MONOTONIC;\n")->start;

    delete local $ENV{LD_PRELOAD};

    my $curse = sub {
        return Coc::Code::post($edge, 'post', 'Fuck you and your guidelines.',
                               'X-Member' => 'dan', 'X-Thread' => ++$posts);
    };

    my $comment = sub {
        return Coc::Code::post($edge, 'comment', 'Fever and a rash, any ideas?',
                               'X-Member' => 'dan',
                               'X-Thread' => ++$posts)->{status};
    };

    $curse->();
    my $first = points('dan');
    is($comment->(), 200, 'day 0: warned, comments go on');

    $curse->();
    is($comment->(), 403, 'the second: muted');

    $set->(0.9);
    is($comment->(), 403, 'still after 22 hours');

    $set->(1.1);
    is($comment->(), 200, 'no more after a day');

    # what is left of two curses after two half-lives is one half of the first

    $set->(61.1);
    $curse->();
    cmp_ok(abs(points('dan') - ($first + $first / 2)), '<', $first / 10,
           'day 61: of the old points a quarter is left');
    is($comment->(), 200, 'so that it is a warning again');

    $curse->();
    $curse->();
    is($comment->(), 403, 'twice more: suspended');

    $set->(61.1 + 6.9);
    is($curse->()->{status}, 403, 'for all but a week');

    $set->(61.1 + 7.1);
    is($comment->(), 200, 'and back after it');

    $edge->stop;
}

$redis->stop;
done_testing();

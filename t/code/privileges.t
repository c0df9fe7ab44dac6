#!/usr/bin/perl

# "SERMOTeam reserves the right to modify or retract member privileges": a
# moderator takes one away, with its end, and gives it back; it holds at once,
# and others are not touched.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;
use Coc::Redis;
use Coc::Util qw(build_dir);

my $redis = Coc::Redis->new;
my $edge = Coc::Code::edge(policy => 'coc_redis ' . $redis->address . ';'
    . ' coc_redis_timeout 2s; coc_standing_cache off;',
    http => 'coc_zone coc:1m;')->start;
my $case = 'A case of mine: fever and a rash.';

sub cocctl
{
    my (@args) = @_;
    my $out = `'@{[build_dir()]}/cocctl' member @args --by eve \\
               --redis unix:@{[$redis->socket]} \\
               --secret @{[$edge->dir]}/secret 2>&1`;

    is($?, 0, "cocctl member @args") or diag($out);
}

sub is_now
{
    my ($member, $kind, $want, $name) = @_;
    my $r = Coc::Code::post($edge, $kind, $case, 'X-Member' => $member);
    my $is = $r->{status} == 200 ? $r->{headers}{'x-verdict'}
                                 : Coc::Code::problem($r)->{type};

    is($is, $want, $name);
    return $r;
}


is_now('ann', 'comment', 'pass', 'before');

cocctl(qw(mute ann --for 2d));
ok(Coc::Code::problem(is_now('ann', 'comment', 'urn:coc:muted', 'muted'))->{until},
   'and told until when');
is_now('ann', 'message', 'urn:coc:muted', 'no messages either');
is_now('ann', 'post', 'pass', 'posts go on');
is_now('bob', 'comment', 'pass', 'others are not touched');

cocctl(qw(restore ann));
is_now('ann', 'comment', 'pass', 'given back');

cocctl(qw(premoderate ann --for 2d));
is_now('ann', 'post', 'hold', 'premoderated: each post waits');
is_now('bob', 'post', 'pass', 'others do not');
cocctl(qw(restore ann));

cocctl(qw(deactivate ann));
is_now('ann', 'post', 'urn:coc:deactivated', 'deactivated: refused');
is_now('ann', 'comment', 'urn:coc:deactivated', 'wherever');
cocctl(qw(restore ann));
is_now('ann', 'post', 'pass', 'and given back');

$edge->stop;
$redis->stop;
done_testing();

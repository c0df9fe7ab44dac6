#!/usr/bin/perl

# Short lapses, and refusals that are of one command: neither ends a connection
# that serves, or the policy would let in who is banned.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use JSON::PP;
use Test::More;
use Coc::Client;
use Coc::Community;
use Coc::FakeRedis;
use Coc::Redis;
use Coc::Util qw(wait_for slow tempdir spew);

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Community::$_"} for qw(post posts record told soon used);
}

# stopped for a moment while five wait: they get the policy, the next are asked
# about as before

my $redis = Coc::Redis->new;
my $edge = Coc::Community::edge(name => 'a moment', redis => $redis,
    policy => 'coc_redis_timeout ' . 500 * slow() . 'ms;')->start;

Coc::Community::cocctl($edge, $redis, 'suspend', 'sue');
used($edge);
$redis->pause;
my @r = posts($edge, map { [ 'sue', 'post', 'harmless' ] } 1 .. 5);
$redis->resume;
is(join(', ', map { told($_) } @r), join(', ', ('200 pass timeout') x 5),
   'five at once wait in vain');
is(told(post($edge, 'sue', 'post', 'harmless')), '403 urn:coc:suspended',
   'the next one is refused');
unlike($edge->error_log, qr/is away/, 'the connection is the same');
$edge->stop;


# a byte now and then is no sign of life for ever

my $drip = Coc::FakeRedis->new(reply => sub {
    my ($command, $answer, $n) = @_;
    return $command->[0] ne 'HMGET' ? $answer
           : $n == 3 ? '*2' : '1';
});
$edge = Coc::Community::edge(name => 'drips', redis => $drip,
    policy => 'coc_redis_timeout 50ms;')->start;
soon { post($edge, 'ann', 'post', 'harmless');
       $edge->error_log =~ /is away: (?:no replies in time|a reply)/ }
    'dripping: closed in the end';
$edge->stop;
$drip->stop;


# a connection that breaks under a question: asked again on the next one

my $flag = tempdir() . '/breaks';
my $breaks = Coc::FakeRedis->new(redis => $redis, reply => sub {
    my ($command, $answer) = @_;
    return $answer if $command->[0] ne 'HMGET' || !-e $flag;
    unlink $flag;
    return [ close => '' ];
});
$edge = Coc::Community::edge(name => 'breaks', redis => $breaks)->start;
used($edge);
spew($flag, '');
is(told(post($edge, 'sue', 'post', 'harmless')), '403 urn:coc:suspended',
   'broken once: asked again');
is($breaks->connections, 2, 'on a second connection');
is(scalar(grep { /^HMGET/ } $breaks->commands) >= 3 ? 'again' : 'not',
   'again', 'sent again');

spew($flag, '');
@r = posts($edge, map { [ 'sue', 'post', 'harmless' ] } 1 .. 8);
is(scalar(grep { told($_) eq '403 urn:coc:suspended' } @r), 8,
   'eight that were under way too');
$edge->stop;
$breaks->stop;

my $always = Coc::FakeRedis->new(redis => $redis, reply => sub {
    my ($command, $answer) = @_;
    return $command->[0] eq 'HMGET' ? [ close => '' ] : $answer;
});
$edge = Coc::Community::edge(name => 'always breaks', redis => $always)
    ->start;
wait_for { $always->connections };
is(told(post($edge, 'sue', 'post', 'harmless')), '200 pass error',
   'broken each time: the policy');
is(scalar(grep { /^HMGET/ } $always->commands), 2, 'after one more try');
$edge->stop;
$always->stop;


# one command that this user may not: reading goes on

my $well = tempdir() . '/well';
my $guarded = Coc::FakeRedis->new(redis => $redis, reply => sub {
    my ($command, $answer) = @_;
    return $command->[0] eq 'XADD' && !-e $well
        ? "-NOPERM this user has no permissions to run 'xadd'\r\n" : $answer;
});
$edge = Coc::Community::edge(name => 'no XADD', redis => $guarded)->start;
used($edge);
post($edge, "lea$_", 'post', 'zug2') for 1 .. 5;
soon { (grep { /^XADD/ } $guarded->commands) >= 15 } 'XADD is tried again';
is(told(post($edge, 'sue', 'post', 'harmless')), '403 urn:coc:suspended',
   'reading goes on');
is($guarded->connections, 1, 'on one connection');
is(scalar(() = $edge->error_log =~ /\[crit\].*refused a record.*NOPERM/g), 1,
   'one line, crit');
spew($well, '');
soon { 5 == grep { /^SET coc:case/ } $guarded->commands }
    'allowed: all are for review';
is(record($redis, 'lea3')->{n}, 1, 'and counted once');
$edge->stop;
$guarded->stop;


# a key of another type: nothing that waiting mends

my ($key) = map { 'coc:{' . Coc::Community::member_hash($_) . '}:st' } 'kim';
$redis->cmd('SET', $key, 'x');
$edge = Coc::Community::edge(name => 'wrong type', redis => $redis)->start;
used($edge);
is(told(post($edge, 'kim', 'post', 'zug2')), '403 urn:coc:block',
   'the content decides') for 1 .. 3;
is(told(post($edge, 'sue', 'post', 'harmless')), '403 urn:coc:suspended',
   'others are read');
soon { 3 == (() = $edge->error_log
                  =~ /\[crit\].*a record is lost: .*WRONGTYPE/g) }
    'given up after a while, and said';
$redis->cmd('DEL', $key);
post($edge, 'kim', 'post', 'zug2');
soon { (record($redis, 'kim')->{n} || 0) == 1 } 'the key gone: recorded';
unlike($edge->error_log, qr/is away/, 'on the same connection');
$edge->stop;

done_testing();

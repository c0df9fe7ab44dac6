#!/usr/bin/perl

# The standing table: no round trip for the clean, sanctions within moments,
# and every way in which what the table says might not be true any more.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::Community;
use Coc::Redis;
use Coc::Util qw(wait_for slow);

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Community::$_"} for qw(post record told soon cocctl
                                          figures member_hash);
}

my $on = 'coc_standing_cache on;';


sub edge
{
    my (%arg) = @_;

    return Coc::Community::edge(workers => 2, policy => $on, %arg)->start;
}


# What a post of the member gets, in one line.

sub said { return told(post($_[0], $_[1], $_[2] || 'post', 'harmless')) }


# Lines of a kind in the edge's log.

sub lines
{
    my ($edge, $like) = @_;
    return scalar(() = $edge->error_log =~ /$like/g);
}


sub synced { return lines($_[0], qr/coc: synced with/) }


# Answers without asking: a member nobody knows is a miss, HMGET stays as it
# was.

sub calls
{
    my ($redis, $name) = @_;
    return $redis->cmd('INFO', 'commandstats') =~
        /^cmdstat_$name:calls=(\d+)/m ? $1 : 0;
}


sub believes
{
    my ($edge) = @_;
    my $before = figures($edge)->{table_misses_total};

    said($edge, 'probe');
    return figures($edge)->{table_misses_total} > $before;
}


sub ban  { my ($e, $r, $who) = @_; cocctl($e, $r, 'suspend', $who) }
sub free { my ($e, $r, $who) = @_; cocctl($e, $r, 'restore', $who) }

my $suspended = '403 urn:coc:suspended';


# no round trip for the clean; sanctions of another edge, and of this one

my $redis = Coc::Redis->new;
my ($a, $b) = map { edge(name => "edge $_", redis => $redis) } 1, 2;

soon { synced($_) } "$_->{name}: synced" for $a, $b;

my $reads = calls($redis, 'hmget');
is(said($a, 'ann'), '200 pass miss', 'in good standing') for 1 .. 20;
is(calls($redis, 'hmget'), $reads, 'Redis was asked nothing');
my $r = post($a, 'ann', 'post', 'harmless');
is($r->{headers}{'x-standing'}, 'none', 'no sanction');
ok(!$r->{headers}{'x-points'}, 'of points the table knows nothing');

$r = post($a, 'ann', 'post', 'a zug7 text');
is($r->{status}, 403, 'an infraction: muted');
is(said($a, 'ann', 'comment'), '403 urn:coc:muted', 'at once here');
soon { said($b, 'ann', 'comment') eq '403 urn:coc:muted' } 'and there';
$r = post($a, 'ann', 'post', 'harmless');
is("$r->{status} @{$r->{headers}}{qw(x-redis x-standing)}", '200 hit mute',
   'a post is not refused, the table knows of the mute');

ban($a, $redis, 'dan');
soon { said($_, 'dan') eq $suspended } "suspended at $_->{name}" for $a, $b;
$reads = calls($redis, 'hmget');
is(said($b, 'dan'), $suspended, 'still is');
is(calls($redis, 'hmget'), $reads, 'and that asked nothing either');
free($a, $redis, 'dan');
soon { said($_, 'dan') eq '200 pass miss' } "restored at $_->{name}"
    for $a, $b;

cocctl($a, $redis, 'mute', 'dan', '--for', '1s');
soon { said($b, 'dan', 'comment') =~ /muted/ } 'muted for a second';
soon { said($b, 'dan', 'comment') eq '200 pass miss' } 'and no longer';
cocctl($a, $redis, 'warn', 'dan');
is(said($b, 'dan'), '200 pass miss', 'a warning is not in the table');


# a reload keeps what is known: not one request asks

ban($a, $redis, 'eve');
soon { said($b, 'eve') eq $suspended } 'suspended';
my $asked = figures($b)->{table_asked_total};
my $leaders = figures($b)->{table_leaders_total};
my $mute;
$b->reload;
is(said($b, 'eve'), $suspended, 'right after a reload');
is(said($b, 'new'), '200 pass miss', 'and who is clean is known to be');
soon { figures($b)->{table_leaders_total} > $leaders } 'a new worker leads';
soon { lines($b, qr/leads the feed/) == 2 } 'from where the old one was';
cocctl($a, $redis, 'mute', 'eva');
soon { said($b, 'eva', 'comment') =~ /muted/ } 'a sanction after it';
is(said($b, 'eve'), $suspended, 'and those before');
is(figures($b)->{table_asked_total}, $asked, 'nobody had to ask');


# what comes by a snapshot is asked about once

my $c = edge(name => 'edge 3', redis => $redis);
soon { synced($c) } 'a third edge reads them all';
$reads = calls($redis, 'hmget');
is(said($c, 'eve'), $suspended, 'suspended there too');
is(calls($redis, 'hmget'), $reads + 1, 'the first time Redis is asked');
is(said($c, 'eve'), $suspended, 'suspended');
is(calls($redis, 'hmget'), $reads + 1, 'the second it is not');

# who was restored behind the feed's back is not refused

my $who = member_hash('eva');
$redis->cmd('DEL', "coc:{$who}:st");
is(said($c, 'eva', 'comment'), '200 pass miss', 'nor by a snapshot alone');
$c->stop;


# the feed trimmed, deleted; all lost

sub shard { return hex(substr member_hash($_[0]), 0, 2) % 16 }

my ($eve, $shard) = (member_hash('eve'), shard('eve'));

for my $loss ([ 'trimmed', [ 'XADD', "coc:$shard:feed", '*', 'a', 'b' ],
                           [ 'XTRIM', "coc:$shard:feed", 'MAXLEN', 0 ] ],
              [ 'deleted', [ 'DEL', "coc:$shard:feed" ] ])
{
    my ($name, @commands) = @$loss;

    # in one transaction: there is no moment at which it could be read

    $redis->cmd(@$_) for [ 'MULTI' ], [ 'DEL', "coc:{$eve}:st" ],
        [ 'ZREM', "coc:$shard:active", "$eve:suspend" ], @commands, [ 'EXEC' ];
    soon { said($b, 'eve') eq '200 pass miss' && believes($b) }
        "$name: a lifted ban goes";

    ban($a, $redis, 'eve');
    soon { said($b, 'eve') eq $suspended } "$name: and the feed goes on";
    soon { believes($b) } "$name: believed again";
}

ok(figures($b)->{table_gaps_total} > 0, 'gaps were counted');

is(said($b, 'eve'), $suspended, 'a ban stands');
$redis->cmd('FLUSHALL');
soon { said($_, 'eve') eq '200 pass miss' && believes($_) }
    "FLUSHALL: lifted at $_->{name}" for $a, $b;

# numbers begin anew, and are not taken for older ones

cocctl($a, $redis, 'mute', 'eve') for 1 .. 3;
free($a, $redis, 'eve');
soon { believes($b) } 'believed';
ban($a, $redis, 'eve');
soon { said($b, 'eve') eq $suspended } 'suspended, with a higher number';
$redis->cmd('FLUSHALL');
cocctl($a, $redis, 'mute', 'eve');
soon { said($b, 'eve') =~ /^200/ } 'what is left of it after FLUSHALL: a mute';
soon { said($b, 'eve', 'comment') =~ /muted/ } 'is held';

ban($a, $redis, 'kim');
soon { said($b, 'kim') eq $suspended } 'another one';
$redis->stop;
$redis->start;
soon { said($_, 'kim') eq '200 pass miss' && believes($_) }
    "a server restarted without its data: lifted at $_->{name}" for $a, $b;


# the leader is killed: another worker takes the feed on, no lock stays held

sub leader { return ($_[0]->error_log =~ /(\d+)#\d+: coc: leads/g)[-1] }

my $leads = lines($b, qr/leads the feed/);
my $leader = leader($b);
push @{$b->{expect}}, qr/worker process \d+ exited on signal 9/;
kill 'KILL', $leader;
soon { lines($b, qr/leads the feed/) > $leads && leader($b) != $leader }
    'the leader was killed: another worker leads';
ban($a, $redis, 'lea');
soon { said($b, 'lea') eq $suspended && believes($b) } 'and hears of sanctions';

# now and then, at a random place

for (1 .. 3) {
    $leader = leader($b);
    $leads = lines($b, qr/leads the feed/);
    kill 'KILL', $leader;
    post($b, 'lea', 'post', 'harmless') for 1 .. 3;
    soon { lines($b, qr/leads the feed/) > $leads } "killed again ($_)";
}

soon { said($b, 'lea') eq $suspended && believes($b) } 'still held, still led';
$_->stop for $a, $b;


# Redis stopped: the table is not believed for long; then policy, or stale

my ($open, $closed, $stale) = map {
    edge(name => $_->[0], redis => $redis,
         policy => "coc_redis_timeout 50ms; $_->[1]")
} [ 'open', $on ],
  [ 'closed', "$on coc_redis_fail closed;" ],
  [ 'stale', 'coc_standing_cache on stale=' . 8 * slow() . 's; '
             . 'coc_redis_fail closed;' ];

ban($open, $redis, 'mia');

for my $edge ($open, $closed, $stale) {
    soon { said($edge, 'mia') eq $suspended && believes($edge) }
        "$edge->{name}: synced";
}

$redis->pause;
is(said($open, 'mia'), $suspended, 'stopped: believed for a moment');
soon { said($open, 'mia') =~ /^200 pass (?:timeout|error)$/ } 'open: let in';
soon { said($closed, 'ann') =~ /^503/ } 'closed: refused';
soon { said($stale, 'ann') eq '200 pass stale' } 'stale: who was clean';
is(said($stale, 'mia'), $suspended, 'stale: who was suspended');
ok($open->wait_log(qr/\[notice\].*coc: the feed of redis .* is lost/),
   'the log says so');
soon { said($stale, 'mia') =~ /^503/ } 'stale has run out';
$redis->resume;
soon { said($_, 'mia') eq $suspended && believes($_) }
    "resumed: $_->{name} is synced again" for $open, $closed, $stale;
$_->stop for $open, $closed, $stale;


# away from the start

$redis->stop;
my $e = edge(name => 'nobody there', redis => $redis);
like(said($e, 'ann'), qr/^200 pass (?:error|timeout)$/, 'away from the start');
$redis->start;
soon { believes($e) } 'synced when it comes';
$e->stop;


# a user who may not follow the feed: each request asks, and no hot loop

$redis->cmd(qw(ACL SETUSER blind on >secret ~* +@all -xinfo -zscan));
my $blind = Coc::Community::edge(name => 'no rights', policy => $on,
    redis => $redis->address . ' user=blind password_file=%%DIR%%/password');
$blind->file('password', 'secret');
ban($blind, $redis, 'nia');
push @{$blind->{expect}}, qr/\[crit\].*refused to tell of sanctions: NOPERM/;
$blind->start;
ok($blind->wait_log(qr/\[crit\].*refused to tell of sanctions: NOPERM/),
   'NOPERM: said once, as crit');
is(said($blind, 'nia'), $suspended, 'a ban holds');
is(lines($blind, qr/\[crit\].*NOPERM/), 1, 'once');
$redis->cmd(qw(ACL SETUSER blind +@all));
soon { believes($blind) } 'and once it may, it is synced';
$blind->stop;


# a zone too small: nothing that is in force is dropped, nothing is believed

my @many = map { "m$_" } 1 .. 400;

sub bans
{
    my ($redis, $prefix, @names) = @_;

    for my $name (@names) {
        my $hash = member_hash($name);
        my $shard = hex(substr $hash, 0, 2) % 16;

        $redis->cmd('HSET', "$prefix\{$hash}:st", qw(v 1 n 1 p 0 t 1 s 0 u 0
            m 4 w 0));
        $redis->cmd('ZADD', "$prefix$shard:active", '+inf', "$hash:suspend");
        $redis->cmd('XADD', "$prefix$shard:feed", '*', m => $hash,
            step => 'suspend', until => 0, under => 'none', under_until => 0,
            seq => 1, id => "x-$name");
    }
}

my $tiny = Coc::Community::edge(name => 'tiny', redis => $redis, workers => 2,
    policy => $on);
$tiny->{http} =~ s/coc:1m/coc:32k/;
$tiny->start;
soon { believes($tiny) } 'a tiny zone: believed while there is room';
bans($redis, 'coc:', @many);
soon { figures($tiny)->{table_full_total} } 'full';
push @{$tiny->{expect}}, qr/\[crit\].*"coc_zone" is too small/;
ok($tiny->wait_log(qr/\[crit\].*coc: "coc_zone" is too small/), 'says so');
soon { !believes($tiny) } 'not believed';
is(scalar(grep { said($tiny, $_) ne $suspended } @many), 0,
   'all are suspended all the same');
cmp_ok(lines($tiny, qr/is too small/), '<', 5, 'not said at each');
$tiny->stop;


# two prefixes, two servers; monitor

my $other = Coc::Redis->new;
my $mixed = Coc::Community::edge(name => 'mixed', redis => $redis,
    workers => 2, policy => $on,
    server => <<"END")->start;
        location ~ ^/two/(?<kind>\\w+)\$ {
            coc on;
            coc_kind \$kind;
            coc_redis_prefix two:;
            proxy_set_header X-Verdict \$coc_verdict;
            proxy_set_header X-Redis \$coc_redis;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }
        location ~ ^/three/(?<kind>\\w+)\$ {
            coc on;
            coc_kind \$kind;
            coc_redis @{[$other->address]};
            proxy_set_header X-Verdict \$coc_verdict;
            proxy_set_header X-Redis \$coc_redis;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }
        location /watch/ {
            coc monitor;
            coc_kind post;
            add_header X-Verdict \$coc_verdict;
            add_header X-Standing \$coc_standing;
            add_header X-Redis \$coc_redis;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }
END

sub at
{
    my ($place, $who) = @_;
    return told($mixed->request('POST', "/$place/post", 'harmless',
        'Content-Type' => 'text/plain', 'X-Member' => $who));
}

soon { synced($mixed) == 3 } 'three sources, each synced';
bans($redis, 'coc:', 'one');
bans($redis, 'two:', 'two');
bans($other, 'coc:', 'three');

for my $who (qw(one two three)) {
    for my $place (qw(post two three)) {
        my $want = ($place eq 'post' ? 'one' : $place) eq $who
            ? $suspended : '200 pass miss';

        soon { at($place, $who) eq $want } "$who at $place: $want";
    }
}

$reads = calls($redis, 'hmget');
$r = $mixed->request('POST', '/watch/post', 'harmless',
    'Content-Type' => 'text/plain', 'X-Member' => 'one');
is("$r->{status} @{$r->{headers}}{qw(x-verdict x-standing x-redis)}",
   '200 block-monitored suspend hit', 'monitor reads the table');
is(calls($redis, 'hmget'), $reads, 'and asks nothing');

# a source that is no longer configured is forgotten

$mixed->{server} =~ s/coc_redis_prefix two:;//;
$mixed->configure;
$mixed->reload;
soon { at('two', 'one') eq $suspended } 'a prefix less';
is(at('two', 'two'), '200 pass miss', 'its bans are not the other\'s');
$mixed->stop;


# two secrets: each request asks

my $keys = Coc::Community::edge(name => 'two secrets', redis => $redis,
    policy => $on, secret => [ 'another secret of thirty-two bytes!',
                               $Coc::Community::secret ])->start;
soon { synced($keys) } 'synced';
is(said($keys, 'one'), $suspended, 'a ban under the retired secret holds');
$reads = calls($redis, 'hmget');
is(said($keys, 'nobody'), '200 pass miss', 'who is clean');
is(calls($redis, 'hmget'), $reads + 2, 'is asked about under both');
$keys->stop;

$_->stop for $redis, $other;

done_testing();

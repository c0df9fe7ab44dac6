#!/usr/bin/perl

# doc/redis.acl: with the rights that it gives the whole walk works, as the
# edges and as the moderators, and nothing else does.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Coc::Community ();
use Coc::Redis ();
use Coc::Signals ();
use Coc::Util qw(build_dir root slurp spew tempdir wait_for);
use Digest::SHA qw(sha256_hex);
use JSON::PP qw(decode_json);
use Test::More;

plan skip_all => 'redis-server is not installed' if !Coc::Redis::binary();

my $dir = tempdir();
my $bin = build_dir() . '/cocctl';
my %password = ('coc-edge' => 'sesame', 'coc-moderator' => 'simsim');

my $acl = slurp(root() . '/doc/redis.acl');

for my $user (sort keys %password) {
    my $hash = sha256_hex($password{$user});

    is($acl =~ s/^(user $user on #)0{64} /$1$hash /m, 1,
        "$user has a place for a password");
    spew("$dir/$user", "$password{$user}\n");
    chmod 0644, "$dir/$user";
}

spew("$dir/secret", $Coc::Community::secret);

my $redis = Coc::Redis->new(config => $acl);
my $files = tempdir();

# as "aclfile" takes it

spew("$files/users.acl", join '', map { "$_\n" }
    'user default on nopass ~* &* +@all', grep { /^user/ } split /\n/, $acl);
is(scalar(() = slurp("$files/users.acl") =~ /^user /mg), 3,
    'two users, and the default');
my $other = Coc::Redis->new(args => [ '--aclfile', "$files/users.acl" ]);
is_deeply(users($other), users($redis), 'the same as an aclfile');
$other->kill;

# Their rights; each server lists them in an order of its own.

sub users
{
    my ($server) = @_;
    return [ map { join ' ', sort split / / }
             sort grep { /^user coc-/ } @{$server->cmd('ACL', 'LIST')} ];
}


sub denied { return scalar @{$redis->cmd('ACL', 'LOG')} }


# the whole walk: a clean post, an infraction that mutes, a review, an
# escalation, a case; the feed, by which a second edge learns

my $address = 'unix:' . $redis->socket . " user=coc-edge "
    . "password_file=$dir/coc-edge";
my @edge = map {
    Coc::Community::edge(redis => $address,
        policy => 'coc_ladder 3=warn 5=mute:1h 40=suspend:1d;');
} 1 .. 2;
$_->start for @edge;

my $post = sub {
    my ($edge, $who, $text) = @_;
    return Coc::Community::post($edge, $who, 'comment', $text);
};

like($post->($edge[0], 'ann', 'a clean text')->{headers}{'x-redis'},
    qr/^(?:hit|miss|table)$/, 'a clean post, Redis asked');
is($post->($edge[0], 'ann', "a zug3 text $_")->{status}, 403,
    "infraction $_") for 1, 2;
ok(wait_for { grep { /^coc:\{\w+\}:st$/ } $redis->keys('coc:*') }, 'recorded');
$post->($edge[0], 'bob', 'a flim3 text');
$post->($edge[0], 'bob', 'a grave5 text');
ok(wait_for { grep { /:escalations$/ } $redis->keys('coc:*') }, 'escalated');
ok(wait_for { grep { /:review$/ } $redis->keys('coc:*') }, 'for review');
ok(wait_for { grep { /:case:|^coc:case:/ } $redis->keys('coc:*') }, 'a case');
ok(wait_for { grep { /:feed$/ } $redis->keys('coc:*') }, 'the feed');
ok(wait_for { $post->($edge[1], 'ann', 'a clean text')->{status} == 403 },
    'the other edge knows');
is(denied(), 0, 'nothing was denied to the edges')
    or diag(explain($redis->cmd('ACL', 'LOG')));


# moderators

sub moderate
{
    my (@args) = @_;
    my @secret = $args[0] eq 'member' ? ('--secret', "$dir/secret") : ();
    my $pid = open my $out, '-|', $bin, @args, @secret, '--redis',
        'unix:' . $redis->socket
        . " user=coc-moderator password_file=$dir/coc-moderator";
    local $/;
    my $text = <$out>;

    close $out;
    is($?, 0, "cocctl @args");
    return $text;
}

is(decode_json(moderate(qw(member show ann --json)))->{step}, 'mute',
    'a moderator sees the mute');
moderate(qw(member mute cho --for 1h));
ok(wait_for { $post->($edge[0], 'cho', 'a clean text')->{status} == 403 },
    'the edges obey');
moderate(qw(member suspend cho --for 1h));
moderate(qw(member restore cho));
like(moderate(qw(member history cho)), qr/"what":"restore"/, 'the history');

$redis->cmd('XGROUP', 'CREATE', $_, 'desk', 0)
    for grep { /:review$/ } $redis->keys('coc:*');
my $stats = decode_json(moderate(qw(stats --json)));
is($stats->{sanctions}{mute}, 2, 'stats: sanctions');
cmp_ok($stats->{review}{groups}[0]{name}, 'eq', 'desk', 'stats: groups');
cmp_ok($stats->{servers}[0]{edges}, '>=', 2, 'stats: edges');
unlike(moderate('stats'), qr/NOPERM/, 'stats: all is told');
my ($case) = moderate(qw(review list)) =~ /"case":"(\w+)"/;
moderate(qw(review uphold), $case);
moderate(qw(review dismiss), $case);
is(denied(), 0, 'nothing was denied to the moderators')
    or diag(explain($redis->cmd('ACL', 'LOG')));

$_->stop for @edge;


# signals: all that is asked and noted for them

{
    my $edge = Coc::Signals::edge(redis => $address)->start;
    my @text = ('The second ferritin is due in June, as https://b.example/x '
        . 'has it for all of us.', 'Ask mia@a.example.');

    Coc::Signals::import_csv($edge, 'unix:' . $redis->socket,
        "member,email,display_name\nmia,mia\@a.example,Marla Corin\n");

    for my $kind (qw(message comment profile)) {
        Coc::Signals::insist($edge, $_->[0], $kind, $_->[2], thread => 't',
            to => $_->[1], device => 'd', name => 'Dr Lee')
            for [ 'mia', 'ned', "@text" ], [ 'ned', 'mia', $text[0] ];
    }

    ok(wait_for { grep { /:met$/ } $redis->keys('coc:*') }, 'noted');
    Coc::Signals::noted($edge, $redis);
    cmp_ok(Coc::Signals::figure($edge, 'notes_total'), '>', 50, 'of all kinds');
    is(Coc::Signals::figure($edge, $_), 0, $_)
        for qw(notes_lost_total signals_lost_total);
    is(denied(), 0, 'nothing of it was denied')
        or diag(explain($redis->cmd('ACL', 'LOG')));
    $edge->stop;
}


# what neither has any business with

for my $user (sort keys %password) {
    for my $command ([ 'FLUSHALL' ], [ 'FLUSHDB' ], [ 'KEYS', '*' ],
        [ 'SCAN', 0 ], [ qw(CONFIG GET *) ], [ qw(CONFIG SET maxmemory 1) ],
        [ qw(SCRIPT FLUSH) ], [ qw(SCRIPT LOAD x) ], [ 'SHUTDOWN' ],
        [ qw(DEL coc:1) ], [ qw(UNLINK coc:1) ], [ qw(RENAME coc:1 coc:2) ],
        [ qw(ACL LIST) ], [ qw(ACL WHOAMI) ], [ 'MONITOR' ], [ 'SAVE' ],
        [ qw(CLIENT KILL TYPE normal) ],
        [ qw(REPLICAOF NO ONE) ], [ qw(CLUSTER NODES) ],
        [ qw(SUBSCRIBE coc:x) ], [ qw(PUBLISH coc:x y) ],
        [ qw(HMGET other a) ], [ qw(SET other 1) ], [ qw(XLEN cod:1:feed) ],
        [ 'EVAL', 'return 1', 1, 'other' ],
        [ 'EVAL', 'return redis.call("SET", "other", 1)', 1, 'coc:1' ],
        [ 'EVAL', 'return redis.call("DEL", KEYS[1])', 1, 'coc:1' ],
        [ 'EVAL', 'return redis.call("KEYS", "*")', 1, 'coc:1' ])
    {
        $redis->cmd('AUTH', $user, $password{$user});
        my (undef, $error) = $redis->try(@$command);
        like($error, qr/NOPERM|can't run this command|can't access|permission/i,
            "$user: @$command");
    }

    my (undef, $error) = $redis->try('AUTH', $user, 'wrong');
    like($error, qr/^WRONGPASS /, "$user has a password");
}

for my $command ([ qw(DEL coc:1) ], [ qw(GET coc:1) ], [ 'INFO' ],
                 [ qw(CLIENT LIST) ], [ qw(XRANGE coc:1 - +) ])
{
    $redis->cmd('AUTH', 'coc-edge', $password{'coc-edge'});
    my (undef, $error) = $redis->try(@$command);
    like($error, qr/^NOPERM /, "coc-edge: @$command");
}

done_testing();

package Coc::Community;

# What the tests of members' records share: a few rules with known points, an
# edge that screens with them, a member's posts.
#
#     my $edge = Coc::Community::edge(redis => $redis, http => '…');
#     my $r = Coc::Community::post($edge, 'ann', 'comment', 'a zug2 text');
#     $r->{headers}{'x-verdict'}, …-redis, …-points, …-standing, …-reason
#     Coc::Community::record($redis, $edge, 'ann');     # the hash st, or {}
#
# Rules: "zug1" to "zug9" are blocked with so many points each, all of the
# section ugly; "flim3" is flagged (hate, 3), "nudge2" nudged (rant, 2),
# "grave5" escalated (threat, 5).  An edge answers /post/KIND itself: where a
# post is forwarded, the reply is a 200 that holds what the application got.

use strict;
use warnings;

use Coc::Client ();
use Coc::Nginx ();
use Coc::Util qw(build_dir spew);
use Digest::SHA ();
use JSON::PP ();
use Test::More ();

our $secret = 'a secret of at least thirty-two bytes';


sub rules
{
    my $text = "section: ugly\nrules:\n";

    for my $points (1 .. 9) {
        $text .= _rule("zug$points", 'block', $points);
    }

    return (
        'ugly.yaml' => $text,
        'hate.yaml' => "section: hate\nrules:\n" . _rule('flim3', 'flag', 3),
        'rant.yaml' => "section: rant\nrules:\n" . _rule('nudge2', 'nudge', 2),
        'threat.yaml' => "section: threat\nrules:\n"
            . _rule('grave5', 'escalate', 5),
    );
}


sub _rule
{
    my ($word, $action, $points) = @_;

    return "  - {id: t-$word, title: The word $word, severity: 2, "
        . "action: $action, points: $points, view: folded, "
        . "terms: [$word], tests: {hit: ['a $word b'], miss: ['a b']}}\n";
}


# An nginx, not started.  redis => a Coc::Redis, a Coc::FakeRedis or the words
# behind coc_redis (none: no Redis); policy => more directives; secret =>
# files' contents, the one in use first; server, http, main and so on as
# Coc::Nginx takes them.

sub edge
{
    my (%arg) = @_;
    my $redis = delete $arg{redis};
    my $policy = delete $arg{policy} || '';
    my @secret = @{delete $arg{secret} || [$secret]};
    my $more = delete $arg{server} || '';
    my $http = delete $arg{http} || '';

    my $address = ref $redis ? $redis->address : $redis;
    my $line = defined $address ? "coc_redis $address;" : '';
    my $files = join ' ', map { "%%DIR%%/secret$_" } 0 .. $#secret;

    if ($policy !~ /coc_redis_timeout/) {
        $line .= ' coc_redis_timeout ' . 2 * Coc::Util::slow() . 's;';
    }

    # most tests ask for what Redis says of this very request

    if (defined $address && $policy !~ /coc_standing_cache/) {
        $line .= ' coc_standing_cache off;';
    }

    my $nginx = Coc::Nginx->new(%arg,
        http => <<"END",
    log_format coc '\$request|\$status|\$coc_verdict|\$coc_reason|\$coc_redis'
                   '|\$coc_points|\$coc_standing|\$coc_case';
    access_log logs/coc.log coc;
    client_body_buffer_size 16k;
    coc_zone coc:1m;
$http
END
        server => <<"END",
        coc_rules %%DIR%%/rules/*.yaml;
        coc_member \$http_x_member;
        coc_thread \$http_x_thread;
        coc_secret $files;
        $line
        $policy

        location ~ ^/post/(?<kind>\\w+)\$ {
            coc on;
            coc_kind \$kind;

            proxy_set_header X-Verdict \$coc_verdict;
            proxy_set_header X-Reason \$coc_reason;
            proxy_set_header X-Redis \$coc_redis;
            proxy_set_header X-Points \$coc_points;
            proxy_set_header X-Standing \$coc_standing;
            proxy_set_header X-Case \$coc_case;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }

        location = /plain { return 200 "plain\\n"; }
        location = /status { coc_status; }
$more
    }

    server {
        listen unix:%%DIR%%/app.sock;

        location / {
            add_header X-Verdict \$http_x_verdict;
            add_header X-Reason \$http_x_reason;
            add_header X-Redis \$http_x_redis;
            add_header X-Points \$http_x_points;
            add_header X-Standing \$http_x_standing;
            add_header X-Case \$http_x_case;
            return 200 "published\\n";
        }
END
    );

    mkdir $nginx->dir . '/rules';
    my %rules = rules();
    $nginx->file("rules/$_", $rules{$_}) for keys %rules;
    $nginx->file("secret$_", $secret[$_]) for 0 .. $#secret;

    return $nginx;
}


# What the edge has counted (coc_status), as a hash.

sub figures
{
    my ($edge) = @_;
    my $r = $edge->request('GET', '/status?format=json');

    return JSON::PP::decode_json($r->{body});
}


# A post of plain text, on a connection of its own; undef: no answer in time.
# Each is in a thread of its own, or a text that was posted before would not
# count again: X-Thread => names one.

my $threads = 0;

sub post
{
    my ($edge, $member, $kind, $text, %headers) = @_;

    $headers{'X-Thread'} = "$$-" . ++$threads if !exists $headers{'X-Thread'};

    return Coc::Client::request($edge, 'POST', "/post/$kind", $text,
        'Content-Type' => 'text/plain', 'X-Member' => $member, %headers);
}


# Many at once, each on a connection of its own, all sent before any answer is
# read: the replies in the same order.

sub posts
{
    my ($edge, @posts) = @_;
    my @clients = map { Coc::Client::connect_to($edge) } @posts;

    for my $i (0 .. $#posts) {
        my ($member, $kind, $text) = @{$posts[$i]};

        $clients[$i]->send(Coc::Client::format_request('POST', "/post/$kind",
            $text, 'Content-Type' => 'text/plain', 'X-Member' => $member,
            'X-Thread' => "$$-" . ++$threads, Connection => 'close'));
    }

    return map { my $r = $_->response; $_->close; $r } @clients;
}


# {m}, computed here a second time: HKDF-SHA256 without a salt, HMAC-SHA256,
# 16 bytes in hex.

sub member_hash
{
    my ($id, $with) = @_;
    my $prk = Digest::SHA::hmac_sha256(defined $with ? $with : $secret,
                                       "\0" x 32);
    my $key = Digest::SHA::hmac_sha256("coc member v1\x01", $prk);

    return substr Digest::SHA::hmac_sha256_hex($id, $key), 0, 32;
}


# The record as Redis holds it.  with => another secret, prefix => …

sub record
{
    my ($redis, $id, %arg) = @_;
    my $prefix = defined $arg{prefix} ? $arg{prefix} : 'coc:';

    return $redis->hash($prefix . '{' . member_hash($id, $arg{with}) . '}:st');
}


# Entries of all shards of a stream ("review", "escalations", "feed").

sub entries
{
    my ($redis, $name) = @_;
    return map { $redis->stream("coc:$_:$name") } 0 .. 15;
}


# cocctl member …: (what it says, its exit status).

sub cocctl
{
    my ($edge, $redis, @args) = @_;
    my @secrets = map { ('--secret', $_) } sort glob $edge->dir . '/secret?';
    my $address = ref $redis ? 'unix:' . $redis->socket : $redis;
    my $out = $edge->file('cocctl.out');
    my $pid = fork;

    if ($pid == 0) {
        open STDOUT, '>', $out;
        open STDERR, '>&', \*STDOUT;
        exec build_dir() . '/cocctl', 'member', @args, '--redis', $address,
            @secrets;
        exit 127;
    }

    waitpid $pid, 0;
    my $status = $? >> 8;

    return (Coc::Util::slurp($out), $status);
}


# A line a request: request, status, verdict, reason, redis, points, standing,
# case; and the same waited for.

sub log_lines
{
    my ($edge) = @_;
    return map { [ split /\|/, $_, -1 ] }
        split /\n/, Coc::Util::slurp($edge->dir . '/logs/coc.log') || '';
}


# What the application is told, in one line; what the client got where the
# post was not forwarded.

sub told
{
    my ($r) = @_;

    return 'no reply' if !$r;
    return "$r->{status} " . join ' ', map { $r->{headers}{"x-$_"} || '-' }
        qw(verdict redis) if $r->{headers}{'x-verdict'};
    return "$r->{status} " . ((eval { JSON::PP::decode_json($r->{body}) } || {})->{type}
                              || '-');
}


# A condition that comes true in time, as a test.

sub soon(&$)
{
    my ($code, $name) = @_;

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return Test::More::ok(Coc::Util::wait_for(\&$code, 40), $name);
}


# Waits until the edge uses Redis (again).

sub used
{
    my ($edge) = @_;
    return Coc::Util::wait_for { told(post($edge, 'probe', 'post', 'harmless'))
                      =~ / (?:miss|hit)$/ } 15;
}


1;

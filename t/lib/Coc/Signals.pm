package Coc::Signals;

# What the tests of stateful clauses share (t/code/): edges with the default
# rules and a Redis, members' identities, posts with all that signals are made
# of.
#
#     my $edge = Coc::Signals::edge(redis => $redis, policy => '…')->start;
#     Coc::Signals::import_csv($edge, $redis, "member,email\nann,a@b.example\n");
#     my $r = Coc::Signals::post($edge, ann => comment => 'text',
#         thread => 't1', to => 'bob', device => 'd1', name => 'Dr Lee');
#     Coc::Signals::is_told($r, 'nudge', 'creepy-200', 'name of the test');
#
# /KIND screens with coc on, /watch/KIND with coc monitor.

use strict;
use warnings;

use Coc::Client ();
use Coc::Code ();
use Coc::Util qw(build_dir spew slurp wait_for);
use JSON::PP ();
use Test::More ();

my %headers = (thread => 'X-Thread', to => 'X-Recipient',
    device => 'X-Device', name => 'X-Name', confirm => 'X-CoC-Confirm');
my $json = JSON::PP->new->utf8->canonical;


sub edge
{
    my (%arg) = @_;
    my $redis = delete $arg{redis};
    my $policy = delete $arg{policy} // '';
    my $more = delete $arg{server} // '';
    my $address = ref $redis ? $redis->address : $redis;

    $policy .= ' coc_redis_timeout ' . 2 * Coc::Util::slow() . 's;'
        if $policy !~ /coc_redis_timeout/;

    return Coc::Code::edge(%arg, http => 'coc_zone coc:1m;',
        policy => <<"END", server => <<"END2");
        coc_redis $address;
        coc_standing_cache off;
        coc_thread \$http_x_thread;
        coc_recipient \$http_x_recipient;
        coc_device \$http_x_device;
        coc_name \$http_x_name;
        $policy
END
        location ~ ^/watch/(?<kind>\\w+)\$ {
            coc monitor;
            coc_kind \$kind;
            add_header X-Verdict \$coc_verdict always;
            add_header X-Rules \$coc_rules always;
            add_header X-Redis \$coc_redis always;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }

        location = /status { coc_status; }
$more
END2
}


# The post of a member, in JSON; the reply.

sub post
{
    my ($edge, $member, $kind, $text, %arg) = @_;

    return Coc::Client::request($edge, 'POST', "/$kind",
        $json->encode({ body => $text }),
        'Content-Type' => 'application/json', 'X-Member' => $member,
        map { $headers{$_} => $arg{$_} } keys %arg);
}


# The same, confirmed where it is nudged.

sub insist
{
    my ($edge, @post) = @_;
    my $r = post($edge, @post);

    return $r if $r->{status} != 409;
    return post($edge, @post, confirm => Coc::Code::problem($r)->{confirm});
}


# A test: the verdict, and the rules behind it in any order ('' for none).

sub is_told
{
    my ($r, $verdict, $rules, $name) = @_;
    my $is = join ' ', $r->{headers}{'x-verdict'} // 'no verdict',
        sort split /,/, $r->{headers}{'x-rules'} // '';

    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return Test::More::is($is, join(' ', $verdict, sort split / /, $rules),
                          $name);
}


# cocctl …: its exit status, and what it says.

sub cocctl
{
    my ($edge, $redis, @args) = @_;
    my $out = $edge->file('cocctl.out');
    my $address = ref $redis ? $redis->address : $redis;
    my $pid = fork;

    die "fork: $!" if !defined $pid;

    if ($pid == 0) {
        open STDOUT, '>', $out;
        open STDERR, '>&', \*STDOUT;
        exec build_dir() . '/cocctl', @args, '--redis', $address,
            '--secret', $edge->dir . '/secret';
        exit 127;
    }

    waitpid $pid, 0;
    return ($? >> 8, slurp($out));
}


sub import_csv
{
    my ($edge, $redis, $text, @args) = @_;

    spew($edge->dir . '/members.csv', $text);

    my ($status, $out) = cocctl($edge, $redis, 'identity', 'import',
        $edge->dir . '/members.csv', @args);

    die "cocctl identity import: $out" if $status != 0;
    return;
}


# What the edge has counted.

sub figure
{
    my ($edge, $name) = @_;

    return $json->decode($edge->request('GET', '/status?format=json')->{body})
        ->{$name};
}


# Notes are not waited for by the reply: until Redis has as many as this.

sub noted
{
    my ($edge, $redis) = @_;
    my ($n, $last) = (-1, -2);

    return wait_for {
        ($last, $n) = ($n, join ' ', map { my $k = $_; "$k " . ($redis->cmd(
            'TYPE', $k) eq 'zset' ? $redis->cmd('ZCARD', $k) : 1) }
            sort $redis->keys);
        return $n eq $last;
    } 10;
}


1;

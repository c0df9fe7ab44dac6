#!/usr/bin/perl

# cocctl identity: a file of members, values by hand, what is shown and what is
# forgotten; against one server and a cluster.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Coc::Cluster ();
use Coc::FakeRedis ();
use Coc::Redis ();
use Coc::Util qw(build_dir slow slurp spew tempdir);
use JSON::PP qw(decode_json);
use Test::More;

plan skip_all => 'redis-server is not installed' if !Coc::Redis::binary();

my $bin = build_dir() . '/cocctl';
my $dir = tempdir();

spew("$dir/secret", 'a secret of at least thirty-two bytes');
spew("$dir/old", 'another secret of thirty-two bytes');


# (exit status, stdout, stderr)

sub identity
{
    my ($redis, @args) = @_;
    my $pid = fork;

    push @args, '--redis', $redis if defined $redis;
    push @args, '--secret', "$dir/secret" if !grep { $_ eq '--secret' } @args;

    die "fork: $!" if !defined $pid;

    if ($pid == 0) {
        open STDIN, '<', -e "$dir/in" ? "$dir/in" : '/dev/null' or die;
        open STDOUT, '>', "$dir/out" or die;
        open STDERR, '>', "$dir/err" or die;
        exec $bin, 'identity', @args or die "exec: $!";
    }

    waitpid $pid, 0;
    return ($? & 127 ? "signal $?" : $? >> 8, slurp("$dir/out"),
        slurp("$dir/err"));
}


sub import
{
    my ($redis, $text, @args) = @_;

    spew("$dir/m.csv", $text);
    return identity($redis, 'import', "$dir/m.csv", @args);
}


# What is registered: { kind => how many }, and a list of [ kind, token ].

sub shown
{
    my ($redis, $who, @args) = @_;
    my ($status, $out, $err) = identity($redis, 'show', $who, '--json', @args);
    my (%kinds, @list);

    is($status, 0, "show $who") or diag($err);

    for my $line (split /\n/, $out) {
        for (@{decode_json($line)->{identities}}) {
            $kinds{$_->{kind}}++;
            $kinds{public}++ if $_->{public};
            push @list, [ $_->{kind}, $_->{token} ];
        }
    }

    return (\%kinds, [ sort { "@$a" cmp "@$b" } @list ]);
}


my $file = <<'END';
Member,email,phone,NPI,license,name,handle,display_name,staff
ann,Ann.Lee@Clinic.example,(617) 555-0142,1234567893,MA 123456,"Lee, Ann",@ann,Dr Lee,
bob,"bob@a.example|bob@b.example",,,,Bob van Dyke,,"The ""Code"" Team",yes

eve,,,,,,,"two
lines",no
END


sub walk
{
    my ($name, $server) = @_;
    my $redis = $server->address;

    my ($status, $out, $err) = import($redis, $file);
    is($status, 0, "$name: import") or diag($err);
    is($out, "3 members, 15 identities, 0 rows refused\n", "$name: told");

    my ($kinds, $ann) = shown($redis, 'ann');
    is_deeply($kinds, { email => 1, phone => 1, npi => 1, license => 2,
        name => 1, handle => 1, pair => 1, display_name => 1 },
        "$name: of each kind");

    # no clear text, in keys or in values

    my @keys = sort $server->keys;
    is(scalar(grep { !/^coc:(?:id:[0-9a-f]{32}|name:[0-9a-f]{32}|
                          \{[0-9a-f]{32}\}:ids)$/x } @keys), 0,
        "$name: hashes only") or diag("@keys");
    is(scalar(@keys), 3 + 15, "$name: a key a token, a list a member");

    # again, from elsewhere, with marks and line ends of another system

    ($status, $out, $err) = import($redis, "\xef\xbb\xbf"
        . $file =~ s/\n/\r\n/gr);
    is($status, 0, "$name: again") or diag($err);
    is_deeply([ sort $server->keys ], \@keys, "$name: the same");
    is_deeply((shown($redis, 'ann'))[1], $ann, "$name: the same of each");

    # the order of columns, the way it is written: the same tokens

    ($status, $out, $err) = import($redis, <<'END');
name,handle,member,phone,email,npi,display_name,license
"Dr. Ann X. Lee, MD",Ann,ann,"+1 617-555-0142
ext 3",ann.lee+x@clinic.example,1234567893,DrLee,MA-123456
END
    is($status, 0, "$name: written otherwise") or diag($err);
    is_deeply((shown($redis, 'ann'))[1], $ann, "$name: the same tokens");

    # less than before: the rest is dropped, others are left alone

    ($status, $out, $err) = import($redis, "member,email\nann,new\@a.example\n",
        '--profile-public');
    is($status, 0, "$name: another row") or diag($err);
    is_deeply((shown($redis, 'ann'))[0], { email => 1, public => 1 },
        "$name: in place of all");
    is_deeply((shown($redis, 'bob'))[0], { email => 2, name => 2,
        display_name => 1 }, "$name: of one member only");

    ($status, $out, $err) = identity($redis, 'add', 'ann', '--phone',
        '6175550142', '--phone', '6175550143', '--display-name', 'Boss',
        '--staff');
    is($status, 0, "$name: add") or diag($err);
    is_deeply((shown($redis, 'ann'))[0], { email => 1, phone => 2,
        display_name => 1, public => 1 }, "$name: beside the others");

    ($status, $out, $err) = identity($redis, 'show', 'ann');
    is(() = $out =~ /^(?:email|phone|display_name) [0-9a-f]{32}( public)?$/mg,
        4, "$name: as text");

    # staff first: score 0

    my ($boss) = map { $_->[1] } grep { $_->[0] eq 'display_name' }
        @{(shown($redis, 'ann'))[1]};
    is($server->cmd('ZRANGE', "coc:name:$boss", 0, -1, 'WITHSCORES')->[1], 0,
        "$name: of the staff");

    for my $who (qw(ann bob eve nobody)) {
        ($status, $out, $err) = identity($redis, 'forget', $who);
        is("$status$out$err", '0', "$name: forget $who");
    }

    is_deeply([ $server->keys ], [], "$name: nothing is left");
}


my $redis = Coc::Redis->new;

walk('one', $redis);

SKIP: {
    my $cluster = eval { Coc::Cluster->new }
        or skip "no cluster: $@", 1;

    walk('cluster', $cluster);

    # more than goes at once

    my $rows = join '', map { "m$_,m$_\@a.example,61755$_\n" } 10000 .. 11999;
    my ($status, $out, $err) = import($cluster->address,
        "member,email,phone\n$rows");
    is($status, 0, 'cluster: many') or diag($err);
    is(scalar($cluster->keys), 6000, 'cluster: all of them');
    $cluster->stop;
}


# two members of one name

my ($status, $out, $err) = import($redis->address,
    "member,name\nann,Jane Roe\nbob,\"Roe, Jane\"\n");
is($status, 0, 'a name of two') or diag($err);
my ($token) = map { $_->[1] } @{(shown($redis->address, 'ann'))[1]};
is($redis->cmd('ZCARD', "coc:id:$token"), 2, 'both own it');
identity($redis->address, 'forget', 'ann');
is($redis->cmd('ZCARD', "coc:id:$token"), 1, 'one is forgotten');
$redis->cmd('FLUSHALL');


# rows that are wrong: each is told with its line, none of it is taken

sub wrong
{
    my ($name, $text, $want, $members) = @_;

    $redis->cmd('FLUSHALL');

    my ($status, $out, $err) = import($redis->address, $text);

    is($status, 2, "$name: exit 2");
    like($err, $want, "$name: why");
    is(scalar(grep { /:ids$/ } $redis->keys), $members,
        "$name: the others are taken");
}

wrong('a value', "member,email,npi\nann,ann\@a.example,12\nbob,b\@a.example,\n",
    qr/^cocctl: \Q$dir\E\/m\.csv:2: error: npi: "12" is none$/m, 1);
wrong('a row', "member,email\nann\nbob,b\@a.example\n",
    qr/m\.csv:2: error: 1 fields, not 2$/m, 1);
wrong('no member', "member,email\n,a\@a.example\nbob,b\@a.example\n",
    qr/m\.csv:2: error: no member$/m, 1);
wrong('a member twice',
    "member,email\nann,a\@a.example\nbob,b\@a.example\nann,c\@a.example\n",
    qr/m\.csv:4: error: this member was on line 2$/m, 2);
wrong('a line of a row of several',
    "member,name\nann,\"Jane\nRoe\"\nbob,Bob\n",
    qr/m\.csv:4: error: name: "Bob" is none$/m, 1);
wrong('a quote inside', "member,name\nann,Jane \"J\" Roe\nbob,Bob Roe\n",
    qr/m\.csv:2: error: a quote inside a field without quotes$/m, 1);
wrong('text behind a quote', "member,name\nann,\"Jane\" Roe\nbob,Bob Roe\n",
    qr/m\.csv:2: error: text behind a closing quote$/m, 1);
wrong('an open quote', "member,name\nbob,Bob Roe\nann,\"Jane Roe\n",
    qr/m\.csv:3: error: a quote that is not closed$/m, 1);
wrong('not UTF-8', "member,name\nann,J\xe4ne Roe\nbob,Bob Roe\n",
    qr/m\.csv:2: error: name: /m, 1);
wrong('staff', "member,name,staff\nann,Jane Roe,maybe\nbob,Bob Roe,0\n",
    qr/m\.csv:2: error: staff: neither yes nor no$/m, 1);
wrong('too many', "member,email\nann," . join('|', map { "a$_\@a.example" }
    1 .. 40) . "\nbob,b\@a.example\n",
    qr/m\.csv:2: error: more than 32 values$/m, 1);
wrong('too many tokens', "member,name\nann," . join('|', map { chr(97 + $_)
    . 'a Mid Roe' } 0 .. 19) . "\nbob,Bob Roe\n",
    qr/m\.csv:2: error: more than 32 identities$/m, 1);
wrong('a column', "member,mail\nann,a\@a.example\n",
    qr/m\.csv:1: error: unknown column "mail"$/m, 0);
wrong('a column twice', "member,email,email\nann,a\@a.example,\n",
    qr/m\.csv:1: error: a column comes twice$/m, 0);
wrong('no column', "email\na\@a.example\n",
    qr/m\.csv:1: error: no column "member"$/m, 0);
wrong('nothing', '', qr/m\.csv:1: error: no header$/m, 0);
wrong('fields', 'member' . ',x' x 40 . "\n",
    qr/m\.csv:1: error: too many fields$/m, 0);


# a file that is only looked at; stdin; another prefix

$redis->cmd('FLUSHALL');
($status, $out, $err) = import(undef, $file, '--dry-run');
is("$status|$out", "0|3 members, 15 identities, 0 rows refused;"
    . " nothing was written\n", 'a dry run needs no Redis') or diag($err);
($status, $out, $err) = import($redis->address, $file, '--dry-run');
is_deeply([ $redis->keys ], [], 'and writes nothing');

spew("$dir/in", "member,email\nann,a\@a.example\n");
($status, $out, $err) = identity($redis->address, 'import', '-', '--prefix',
    'x:');
is($status, 0, 'from stdin') or diag($err);
is(scalar(grep { /^x:/ } $redis->keys), 2, 'another prefix');
spew("$dir/in", "member,email\nann,a\n");
($status, $out, $err) = identity($redis->address, 'import', '-');
like($err, qr/^cocctl: stdin:2: error: /, 'a line of stdin');
unlink "$dir/in";


# two secrets: forgotten under both

$redis->cmd('FLUSHALL');
identity($redis->address, 'add', 'ann', '--email', 'a@a.example', '--secret',
    "$dir/old");
identity($redis->address, 'add', 'ann', '--email', 'a@a.example');
is(scalar($redis->keys), 4, 'each secret has tokens of its own');
is_deeply((shown($redis->address, 'ann', '--secret', "$dir/secret",
    '--secret', "$dir/old"))[0], { email => 2 }, 'both are shown');
identity($redis->address, 'forget', 'ann', '--secret', "$dir/secret",
    '--secret', "$dir/old");
is_deeply([ $redis->keys ], [], 'both are forgotten');


# what is not understood

for my $case ([ qr/a command and a member's id/, 'show' ],
              [ qr/unknown command "rename"/, 'rename', 'ann' ],
              [ qr/nothing to add/, 'add', 'ann' ],
              [ qr/show takes no values/, 'show', 'ann', '--npi', '1' ],
              [ qr/forget takes no values/, 'forget', 'ann', '--staff' ],
              [ qr/import takes values from its file/, 'import', 'x', '--npi',
                '1' ],
              [ qr/import takes one secret/, 'import', 'x', '--secret',
                "$dir/secret", '--secret', "$dir/old" ],
              [ qr/email: "x" is none/, 'add', 'ann', '--email', 'x' ],
              [ qr/unknown option "--mail"/, 'add', 'ann', '--mail', 'x' ],
              [ qr/none: No such file/, 'import', "$dir/none" ],
              [ qr/a secret is 16 to 4096 bytes/, 'show', 'ann', '--secret',
                '/dev/null' ])
{
    my ($want, @args) = @$case;

    ($status, $out, $err) = identity($redis->address, @args);
    is("$status|$out", '2|', "@args: exit 2");
    like($err, $want, "@args: why");
}

($status, $out, $err) = identity(undef, 'show', 'ann');
like("$status$err", qr/^2.*--redis and --secret are needed/, 'no Redis');


# a Redis that refuses, that breaks off, that lies

my $fake = Coc::FakeRedis->new(redis => $redis, reply => sub {
    my ($command, $answer) = @_;
    return "-OOM command not allowed\r\n" if $command->[0] eq 'ZADD';
    return $answer;
});
($status, $out, $err) = import($fake->address, $file);
is($status, 2, 'refused: exit 2');
like($err, qr/OOM command not allowed/, 'refused: why');
$fake->stop;

identity($redis->address, 'forget', $_) for qw(ann bob eve);
is_deeply([ $redis->keys ], [], 'what was begun is forgotten whole');

$fake = Coc::FakeRedis->new(redis => $redis, reply => sub {
    my ($command, $answer, $n) = @_;
    return [ close => '' ] if $command->[0] eq 'ZADD' && $n == 3;
    return $answer;
});
($status, $out, $err) = import($fake->address, $file);
is($status, 0, 'a connection that broke: asked again') or diag($err);
is(scalar($redis->keys), 18, 'and all is there');
$fake->stop;

$fake = Coc::FakeRedis->new(redis => $redis, reply => sub {
    my ($command, $answer) = @_;
    return "*1\r\n\$3\r\nabc\r\n" if $command->[0] eq 'SMEMBERS';
    return $answer;
});
($status, $out, $err) = identity($fake->address, 'show', 'ann');
is("$status|$out", '2|', 'a lie: exit 2');
like($err, qr/a reply that can't be understood/, 'a lie: why');
$fake->stop;

done_testing();

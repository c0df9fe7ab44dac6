#!/usr/bin/perl

# coc_cache: what Vectorscan made is read again, only where nobody else could
# have written it, and only if it is whole.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Nginx;
use Coc::Util qw(slurp spew reap build_dir nginx_binary);

use constant NOBODY => 65534;


# patterns without a literal, or there is nothing to compile

sub rules
{
    my ($n) = @_;

    return <<"END";
section: ugly
rules:
  - id: ugly-1
    title: Shouted
    severity: 2
    action: block
    any: ['[a-f]{$n}[g-k]+!', 'quux?[a-z]mp']
END
}

my $nginx = Coc::Nginx->new(
    http   => '    coc_cache %%DIR%%/cache;',
    server => 'coc on; coc_rules %%DIR%%/rules.yaml; location / { '
              . 'proxy_pass http://127.0.0.1:%%PORT%%/app; } '
              . 'location /app { coc off; return 200 "in\n"; }',
    expect => [ qr/coc_cache: \d+ not used/ ],
);
my $dir = $nginx->dir;
my $cache = "$dir/cache";

$nginx->file('rules.yaml', rules(3));

# nginx -t says notices in the log alone

sub tested
{
    my $from = length $nginx->error_log;
    my ($ok, $said) = $nginx->test;

    return ($ok, $said . substr $nginx->error_log, $from);
}

my ($ok, $said) = tested();
plan skip_all => 'built without Vectorscan' if $said =~ /matched by pcre2/;


sub kept { sort glob("$cache/coc-*") }
sub mode { sprintf '%04o', (stat $_[0])[2] & 07777 }

# nginx -t passes, and says so much of the cache

sub passes
{
    my ($found, $made, $not, $name) = @_;
    my ($ok, $said) = tested();

    ok($ok, "$name: passes") or diag($said);
    like($said, qr/coc_cache: $found read, $made compiled and kept/, $name);
    $not ? like($said, $not, "$name: said")
         : unlike($said, qr/not used/, "$name: and nothing else");
}

sub refused
{
    my ($why, $name) = @_;
    my ($ok, $said) = $nginx->test;

    ok(!$ok && $said =~ /\[emerg\].*coc_cache: \Q$cache\E: $why/, $name)
        or diag($said);
}


# made, read, made anew for other rules

ok($ok, 'nginx -t') or diag($said);
like($said, qr/coc_cache: 0 read, 1 compiled and kept/, 'compiled');
is(mode($cache), '0700', 'the folder is for its owner');

my @first = kept();
is(scalar @first, 1, 'a file');
is(mode($first[0]), '0600', 'for its owner too');

passes(1, 0, undef, 'the same rules');

$nginx->file('rules.yaml', rules(4));
passes(0, 1, undef, 'another pattern');
is(scalar(() = kept()), 2, 'has a key of its own');

$nginx->file('rules.yaml', rules(3));
passes(1, 0, undef, 'the first rules again');


# what is read matches as what was compiled

$nginx->start;
$nginx->wait_log(qr/coc_cache: 1 read, 0 compiled/);

sub posted
{
    return $nginx->request('POST', '/', $_[0],
                           'Content-Type' => 'text/plain')->{status};
}

is(posted('a badgig! here'), 403, 'a hit');
is(posted('a badgig, here'), 200, 'a miss');

$nginx->file('rules.yaml', rules(6));
ok($nginx->reload(wait_old => 1), 'reload with other rules');
is(posted('a badgig! here'), 200, 'the new pattern counts');
is(posted('a deadbeg! here'), 403, 'that one');
$nginx->file('rules.yaml', rules(3));
ok($nginx->reload(wait_old => 1), 'and back');
is(posted('a badgig! here'), 403, 'the old one does');
$nginx->stop;


# spoilt files

my $whole = slurp($first[0]);
my ($other) = grep { $_ ne $first[0] } kept();

for my $case (
    [ 'a byte of the content', sub { substr $_[0], -9, 1, "\xff" } ],
    [ 'a byte of the head', sub { substr $_[0], 3, 1, "\xff" } ],
    [ 'cut short', sub { $_[0] = substr $_[0], 0, length($_[0]) - 1 } ],
    [ 'cut within its head', sub { $_[0] = substr $_[0], 0, 20 } ],
    [ 'longer', sub { $_[0] .= 'x' } ],
    [ 'empty', sub { $_[0] = '' } ],
    [ 'that of another key', sub { $_[0] = slurp($other) } ],
) {
    my ($name, $spoil) = @$case;
    my $text = $whole;

    $spoil->($text);
    spew($first[0], $text);
    passes(0, 1, qr/1 not used or not written, the last .*damaged/, $name);
    passes(1, 0, undef, "$name: made anew");
}


# files that somebody else may have written

sub distrusted
{
    my ($name, $why) = @_;

    passes(0, 1, qr/1 not used or not written, the last .*$why/, $name);
    passes(1, 0, undef, "$name: made anew");
    is(mode($first[0]), '0600', "$name: and for its owner");
}

for my $mode (0620, 0602, 0666) {
    chmod $mode, $first[0];
    distrusted(sprintf('mode %04o', $mode), 'others than its owner may write');
}

spew("$dir/elsewhere", 'mine');
unlink $first[0];
symlink "$dir/elsewhere", $first[0];
distrusted('a symbolic link', 'symbolic links');
is(slurp("$dir/elsewhere"), 'mine', 'where it led is as it was');

unlink $first[0];
is(system('mkfifo', '-m', '0600', $first[0]), 0, 'a pipe');
distrusted('a pipe', 'not a regular file');

SKIP: {
    skip 'only root can give a file away', 5 if $> != 0;
    chown NOBODY, NOBODY, $first[0];
    distrusted("another user's", 'belongs to another user');
}


# folders

for my $mode (0770, 0707, 01777) {
    chmod $mode, $cache;
    refused(qr/others than its owner may write there/,
            sprintf('a folder of mode %04o', $mode));
}

chmod 0755, $cache;
passes(1, 0, undef, 'a folder that others may read');

SKIP: {
    skip 'only root can give a folder away', 1 if $> != 0;
    chown NOBODY, NOBODY, $cache;
    refused(qr/belongs to another user/, "another user's folder");
    chown $>, $>, $cache;
}

rename $cache, "$dir/kept";
spew($cache, '');
refused(qr/Not a directory/, 'a file');
unlink $cache;
rename "$dir/kept", $cache;

$nginx->configure(http => '    coc_cache %%DIR%%/no/cache;');
($ok, $said) = $nginx->test;
ok(!$ok && $said =~ /coc_cache: \Q$dir\E\/no\/cache: No such file/,
   'what is above it must be there');
$nginx->configure(http => '    coc_cache %%DIR%%/cache;');


# several at once, from nothing

unlink kept();

my @pids = map {
    $nginx->_exec("$dir/logs/test$_", $nginx->_command('-t'))
} 1 .. 4;

is(join(' ', map { reap($_, 60) } @pids), '0 0 0 0', 'four at once');
is(scalar(() = kept()), 1, 'leave a file, and none half-written');
passes(1, 0, undef, 'which is whole');


# bounded: the oldest goes, what is not ours stays

my $old = "$cache/coc-" . '0' x 64;
my $half = "$first[0].1-2.tmp";
my $young = "$cache/coc-" . '1' x 64 . '.3-4.tmp';

for my $file ($old, $half, $young, "$cache/notes", "$old.txt") {
    spew($file, 'x' x 1_200_000);
    utime 1, 1, $file if $file ne $young;
}

$nginx->file('rules.yaml', rules(5));
$nginx->configure(http => '    coc_cache %%DIR%%/cache 1m;');
passes(0, 1, undef, 'with a size');
ok(!-e $old, 'the oldest is gone');
ok(!-e $half, 'and what was never finished');
ok(-e $young, 'not what is being written');
ok(-e $first[0], 'nor what has room');
ok(-e "$cache/notes" && -e "$old.txt", 'nor what has no name of ours');


# who may not write, and who may not even read, goes on without

SKIP: {
    skip 'only root can be somebody else', 4 if $> != 0;

    my $stranger = Coc::Nginx->new(
        http   => "    coc_cache $cache;",
        server => 'coc on; coc_rules %%DIR%%/rules.yaml;',
    );
    my $home = $stranger->dir;

    $stranger->file('rules.yaml', rules(7));
    $stranger->configure;
    chown NOBODY, NOBODY, $home, glob("$home/*");

    my $as_nobody = sub {
        my $pid = fork;

        if (!$pid) {
            $) = NOBODY . ' ' . NOBODY;
            ($(, $<, $>) = (NOBODY, NOBODY, NOBODY);
            open STDOUT, '>', "$home/said";
            open STDERR, '>&', \*STDOUT;
            exec $stranger->_command('-t');
        }

        return (reap($pid, 60), slurp("$home/said"));
    };

    chmod 0755, $dir;
    my ($status, $text) = $as_nobody->();

    skip 'nobody can\'t reach the build', 4
        if $text =~ /Permission denied/
           && $text !~ /coc_cache/;

    is($status, 0, 'nginx -t as another user') or diag($text);
    like($text, qr/coc_cache:\ 1\ not\ used\ or\ not\ written,\ the\ last\ .*:
                   \ Permission\ denied/x, 'without keeping anything');

    chmod 0700, $cache;
    ($status, $text) = $as_nobody->();
    is($status, 0, 'and where it may not even look') or diag($text);
    like($text, qr/coc_cache is not used: \Q$cache\E: Permission denied/,
         'says so');
}

done_testing();

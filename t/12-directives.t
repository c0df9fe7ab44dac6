#!/usr/bin/perl

# Each directive with what it can't take: nginx -t fails, names the directive,
# what it may be, the file and the line.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Community;
use Coc::Nginx;
use Coc::Util qw(slurp);

my $nginx = Coc::Nginx->new(http => "    # above\n");
my $dir = $nginx->dir;
my %rules = Coc::Community::rules();

mkdir "$dir/$_" for qw(rules empty);
$nginx->file('rules/ugly.yaml', $rules{'ugly.yaml'});
$nginx->file('secret', $Coc::Community::secret);
$nginx->file('short', 'fifteen bytes..');
$nginx->file('long', 'x' x 4097);
$nginx->file('nothing', '');
$nginx->file('locked', 'nobody reads this, not even me');

my $point = 'CQ' . 'A' x 41 . '=';

$nginx->file('key', "# a point of the curve\n$point\n");
$nginx->file('long.pub', '#' x 4097);
$nginx->file('two.pub', "$point\n$point\n");
$nginx->file('zero.pub', 'A' x 43 . '=');
$nginx->file('key.private', 'A' x 86 . '==');

my $on = "coc on; coc_rules $dir/rules/*.yaml;";
my ($ok, $said) = $nginx->test(server => $on);
ok($ok, 'what the cases build on is right') or diag($said);

my @cases = (

    # the line; what is said, beside the directive's name

    [ 'coc;', qr/invalid number of arguments/ ],
    [ 'coc maybe;', qr/"maybe".* may be "off", "on", "monitor"/ ],
    [ 'coc on; coc on;', qr/is duplicate/ ],
    [ 'coc_kind $coc_body_kind;', qr/can't be taken from the body/ ],
    [ 'coc_kind $none;', qr/unknown "none" variable/, '' ],
    [ 'coc_kind a b;', qr/invalid number of arguments/ ],
    [ 'coc_methods BREW;', qr/"BREW".* may be "GET", "POST", "PUT"/ ],
    [ 'coc_methods POST GET BREW;', qr/"BREW"/ ],
    [ 'coc_methods POST; coc_methods GET;', qr/is duplicate/ ],
    [ 'coc_member "x${coc_body_from}";', qr/can't be taken from the body/ ],
    [ 'coc_member;', qr/invalid number of arguments/ ],
    [ 'coc_thread;', qr/invalid number of arguments/ ],
    [ 'coc_thread $none;', qr/unknown "none" variable/, '' ],
    [ 'coc_recipient a; coc_recipient b;', qr/is duplicate/ ],
    [ 'coc_role $coc_body_role;', qr/can't be taken from the body/ ],
    [ 'coc_role_exempt admin;', qr/invalid number of arguments/ ],
    [ 'coc_role_exempt admin ugli;', qr/unknown section "ugli"/ ],
    [ 'coc_role_exempt admin all ugly;', qr/"all" stands alone/ ],
    [ 'coc_role_exempt "" ugly;', qr/empty role/ ],
    [ 'coc_role_exempt a,b ugly;', qr/one role at a time: "a,b"/ ],
    [ "$on coc_role_exempt admin ugly;", qr/needs "coc_role"/ ],
    [ 'coc_device;', qr/invalid number of arguments/ ],
    [ 'coc_device a; coc_device b;', qr/is duplicate/ ],
    [ 'coc_device $none;', qr/unknown "none" variable/, '' ],
    [ 'coc_name;', qr/invalid number of arguments/ ],
    [ 'coc_name a; coc_name b;', qr/is duplicate/ ],
    [ 'coc_message_limits;', qr/invalid number of arguments/ ],
    [ 'coc_message_limits unanswered=1/1d; coc_message_limits strangers=1/1d;',
      qr/is duplicate/ ],
    (map { [ "coc_message_limits $_;",
             qr/invalid parameter "\Q$_\E".*up to 1000.*from 1s to 365d/ ] }
        qw(on unanswered= unanswered=5 unanswered=5/ unanswered=/7d
           unanswered=0/7d unanswered=1001/7d unanswered=5/0
           unanswered=5/366d unanswered=5/7d/2 strangers=x/1d rate=5/1d)),
    [ 'coc_post_limits rate=1/1d; coc_post_limits rate=1/1d;',
      qr/is duplicate/ ],
    (map { [ "coc_post_limits $_;",
             qr/invalid parameter "\Q$_\E".*percentage/ ] }
        qw(on rate=5 repeat=5/400d share=60 share=60% share=60%/ share=0%/20
           share=100%/20 share=60%/1 share=60%/101 share=60/20 similar=
           similar=0s similar=1d/2 unanswered=5/1d)),
    [ 'coc_exempt $a $coc_body_a;', qr/can't be taken from the body/ ],
    [ 'coc_exempt;', qr/invalid number of arguments/ ],
    [ 'coc_rules;', qr/invalid number of arguments/ ],
    [ "coc on; coc_rules $dir/none.yaml;", qr/none\.yaml/, 'coc_rules' ],
    [ "coc on; coc_rules $dir/empty/*.yaml;", qr{empty/\*\.yaml},
      'coc_rules' ],
    [ 'coc on;', qr/needs "coc_rules"/, '"coc"' ],
    [ 'coc_model;', qr/invalid number of arguments/ ],
    [ 'coc_model a b;', qr/invalid number of arguments/ ],
    [ 'coc_model off; coc_model off;', qr/is duplicate/ ],
    [ "$on coc_model none.model;",
      qr{coc_model: \Q$dir\E/none\.model: No such file}, 'coc_model' ],
    [ "$on coc_model $dir/secret;", qr{coc_model: \Q$dir\E/secret: \S},
      'coc_model' ],
    [ 'coc_text "";', qr/empty name/ ],
    [ 'coc_text;', qr/invalid number of arguments/ ],
    (map { [ "coc_text $_;", qr/"\Q$_\E" in "coc_text" matches no field/ ] }
        'title*', 'a*b', 'a.**', 'a..b', '.a', 'a.') ,
    [ 'coc_ignore "";', qr/empty name/ ],
    [ 'coc_ladder;', qr/invalid number of arguments/ ],
    [ 'coc_ladder 3;', qr/written \[section:\]points=step/ ],
    [ 'coc_ladder 0=warn;', qr/1 to 1000000/ ],
    [ 'coc_ladder x=warn;', qr/1 to 1000000/ ],
    [ 'coc_ladder 3=shout;', qr/"shout".*warn, mute, premoderate, suspend/ ],
    [ 'coc_ladder 3=mute:soon;', qr/invalid time "soon"/ ],
    [ 'coc_ladder 3=warn:1h;', qr/takes no time/ ],
    [ 'coc_ladder 6=mute 3=suspend;', qr/points must ascend/ ],
    [ 'coc_ladder 3=suspend 6=mute;', qr/milder/ ],
    [ 'coc_ladder ' . join(' ', map { "$_=warn" } 1 .. 25) . ';',
      qr/more than 24 rungs/ ],
    [ 'coc_ladder 3=warn rude:3=mute:1h;', qr/unknown section "rude"/ ],
    [ 'coc_ladder hate:3=mute:1h hate:2=suspend;', qr/points must ascend/ ],
    [ 'coc_decay long;', qr/invalid value/ ],
    [ 'coc_decay -1s;', qr/invalid value/ ],
    [ 'coc_nudge maybe;', qr/"maybe".*"on" or "off"/ ],
    [ 'coc_nudge on valid=0;', qr/invalid parameter "valid=0"/ ],
    [ 'coc_nudge on for=1h;', qr/invalid parameter "for=1h"/ ],
    [ "$on coc_nudge on;", qr/needs "coc_secret"/ ],
    [ "coc_secret $dir/none;", qr/open\(\) "\S+none" failed/, '' ],
    [ "coc_secret $dir/short;", qr/16 to 4096 bytes/, '' ],
    [ "coc_secret $dir/nothing;", qr/16 to 4096 bytes/, '' ],
    [ "coc_secret $dir/long;", qr/at most 4096 bytes/, '' ],
    [ "coc_secret $dir;", qr/must be a file/, '' ],
    [ "coc_secret $dir/secret $dir/short;", qr/short.*16 to 4096/, '' ],
    [ "coc_secret a b c;", qr/invalid number of arguments/ ],
    [ 'coc_redis;', qr/invalid number of arguments/ ],
    [ 'coc_redis 127.0.0.1:99999;', qr/invalid host "127\.0\.0\.1:99999" in/ ],
    [ 'coc_redis unix:;', qr/invalid host "unix:" in "coc_redis" directive/ ],
    [ 'coc_redis db=1;', qr/no host in "coc_redis"/ ],
    [ 'coc_redis off db=1;', qr/nothing after "off"/ ],
    [ 'coc_redis 127.0.0.1 db=x;', qr/invalid "db=x": 0 to 65535/ ],
    [ 'coc_redis 127.0.0.1 db=65536;', qr/invalid "db=65536"/ ],
    [ 'coc_redis 127.0.0.1 db=1 db=2;', qr/"db" is duplicate|"db=" is dup/ ],
    [ 'coc_redis 127.0.0.1 connections=5;', qr/"connections=5": 1 to 4/ ],
    [ 'coc_redis 127.0.0.1 color=red;', qr/invalid parameter "color=red"/ ],
    [ 'coc_redis 127.0.0.1 127.0.0.2;', qr/invalid parameter "127\.0\.0\.2"/ ],
    [ 'coc_redis 127.0.0.1 user=;', qr/invalid parameter "user="/ ],
    [ 'coc_redis 127.0.0.1 user=a;', qr/"user" needs "password_file"/ ],
    [ "coc_redis 127.0.0.1 password_file=$dir/none;",
      qr/open\(\) "\S+none" failed/, '' ],
    [ "coc_redis 127.0.0.1 password_file=$dir/nothing;",
      qr/no password in "\S+nothing" of "coc_redis"/, '' ],
    [ 'coc_redis sentinel;', qr/"sentinel" needs a master's name/ ],
    [ 'coc_redis sentinel m;', qr/no host/ ],
    [ 'coc_redis sentinel m 127.0.0.1:0;', qr/invalid host "127\.0\.0\.1:0"/ ],
    [ 'coc_redis sentinel m 127.0.0.1 sentinel_user=a;',
      qr/"sentinel_user" needs "sentinel_password_file"/ ],
    [ "coc_redis sentinel m 127.0.0.1 sentinel_password_file=$dir/none;",
      qr/open\(\) "\S+none" failed/, '' ],
    [ "coc_redis 127.0.0.1 sentinel_password_file=$dir/secret;",
      qr/"sentinel_password_file=?" needs "sentinel"/ ],
    [ 'coc_redis cluster;', qr/no host/ ],
    [ 'coc_redis cluster 127.0.0.1 db=1;', qr/a cluster has only "db=0"/ ],
    [ 'coc_redis 127.0.0.1 ca=x;', qr/"ca=?" needs "tls"/ ],
    [ 'coc_redis 127.0.0.1 tls cert=x;', qr/"cert" and "key" need each other/ ],
    [ 'coc_redis unix:/tmp/x tls;', qr/"tls" needs a host/ ],
    [ "coc_redis 127.0.0.1 tls ca=$dir/none;",
      qr/can't use "ca=\S+none" of "coc_redis": No such file/i, '' ],
    [ "coc_redis 127.0.0.1 tls ca=$dir/secret;",
      qr/can't use "ca=\S+secret" of "coc_redis": \w/, '' ],
    [ "coc_redis 127.0.0.1 tls cert=$dir/none key=$dir/none;",
      qr/can't use "cert=\S+none" of "coc_redis": No such file/i, '' ],
    [ 'coc_redis 127.0.0.1 tls tls_name=' . 'x' x 256 . ';',
      qr/"tls_name" of "coc_redis" is longer than 255 bytes/, '' ],
    [ 'coc_redis a-name.invalid;',
      qr/host not found "a-name\.invalid" of "coc_redis" in \S+;.*"resolver"/,
      '' ],
    [ "$on coc_redis 127.0.0.1;", qr/needs "coc_secret"/ ],
    [ 'coc_redis 127.0.0.1; coc_redis 127.0.0.1;', qr/is duplicate/ ],
    [ 'coc_redis_timeout soon;', qr/invalid value/ ],
    [ 'coc_redis_timeout 0;', qr/between 1 and 60000 ms/ ],
    [ 'coc_redis_timeout 61s;', qr/between 1 and 60000 ms/ ],
    [ 'coc_redis_fail maybe;', qr/"maybe".* may be "open", "closed"/ ],
    [ 'coc_redis_prefix "a b";', qr/at most 64 printable/ ],
    [ 'coc_redis_prefix "{a}:";', qr/at most 64 printable/ ],
    [ 'coc_redis_prefix ' . 'p' x 65 . ';', qr/at most 64 printable/ ],
    [ 'coc_redis_prefix;', qr/invalid number of arguments/ ],
    [ 'coc_standing_cache;', qr/invalid number of arguments/ ],
    [ 'coc_standing_cache yes;', qr/invalid value "yes".*"on" or "off"/ ],
    [ 'coc_standing_cache on stale=x;', qr/invalid parameter "stale=x"/ ],
    [ 'coc_standing_cache on late=1s;', qr/invalid parameter "late=1s"/ ],
    [ 'coc_standing_cache off stale=1s;', qr/invalid parameter "stale=1s"/ ],
    [ 'coc_standing_cache on; coc_standing_cache off;', qr/is duplicate/ ],
    [ "$on coc_standing_cache on;", qr/needs "coc_zone"/ ],
    [ 'coc_zone a:1m;', qr/not allowed here/ ],
    [ 'coc_body_max much;', qr/invalid value/ ],
    [ 'coc_body_max 0;', qr/between 1 and 1073741824 bytes/ ],
    [ 'coc_body_max 2g;', qr/invalid value|between 1 and 1073741824 bytes/ ],
    [ 'coc_redact_max much;', qr/invalid value/ ],
    [ 'coc_redact_max 0;', qr/between 1 and 1073741824 bytes/ ],
    [ 'coc_inflate_max much;', qr/invalid value/ ],
    [ 'coc_inflate_max 0;', qr/between 1 and 1073741824 bytes/ ],
    [ 'coc_inflate_max 1m ratio=0;', qr/"ratio=0".*ratio=1 to ratio=100000/ ],
    [ 'coc_inflate_max 1m ratio=x;', qr/invalid parameter "ratio=x"/ ],
    [ 'coc_inflate_max 1m 20;', qr/invalid parameter "20"/ ],
    [ 'coc_inflate_max 1m; coc_inflate_max 1m;', qr/is duplicate/ ],
    [ 'coc_depth_max 0;', qr/between 1 and 10000/ ],
    [ 'coc_depth_max 10001;', qr/between 1 and 10000/ ],
    [ 'coc_depth_max deep;', qr/invalid number/ ],
    [ 'coc_fields_max 0;', qr/between 1 and 1000000/ ],
    [ 'coc_fields_max 1000001;', qr/between 1 and 1000000/ ],
    [ 'coc_parts_max 0;', qr/between 1 and 1000000/ ],
    [ 'coc_parts_max x;', qr/invalid number/ ],
    [ 'coc_malformed maybe;', qr/"maybe".* may be "block", "flag", "pass"/ ],
    [ 'coc_overflow maybe;', qr/"maybe".* may be "block", "flag", "pass"/ ],
    [ 'coc_block_code 399;', qr/between 400 and 599/ ],
    [ 'coc_block_code 600;', qr/between 400 and 599/ ],
    [ 'coc_nudge_code 200;', qr/between 400 and 599/ ],
    [ 'coc_block_code 444;', qr/but not 444 and 494 to 499/ ],
    [ 'coc_block_code 494;', qr/but not 444 and 494 to 499/ ],
    [ 'coc_nudge_code 499;', qr/but not 444 and 494 to 499/ ],
    [ 'coc_nudge_code no;', qr/invalid number/ ],
    [ 'coc_appeal;', qr/invalid number of arguments/ ],
    [ 'coc_appeal a; coc_appeal b;', qr/is duplicate/ ],
    [ 'coc_help;', qr/invalid number of arguments/ ],
    [ 'coc_help a; coc_help b;', qr/is duplicate/ ],
    [ 'coc_evidence;', qr/invalid number of arguments/ ],
    [ 'coc_evidence all;', qr/"all".* may be "off", "excerpt", "sealed"/ ],
    [ 'coc_evidence off; coc_evidence off;', qr/is duplicate/ ],
    (map { [ "coc_evidence sealed $_;",
             qr/invalid parameter "$_".*max=1k to max=64k/ ] }
        'max=1023', 'max=65k', 'max=much', 'max=', 'least=2k'),
    [ "$on coc_evidence sealed;", qr/needs "coc_evidence_key"/,
      '"coc_evidence sealed"' ],
    [ 'coc_evidence_key;', qr/invalid number of arguments/ ],
    [ "coc_evidence_key $dir/key; coc_evidence_key $dir/key;",
      qr/is duplicate/ ],
    [ "coc_evidence_key $dir/none;", qr/open\(\) "\S+none" failed/, '' ],
    [ "coc_evidence_key $dir/long.pub;", qr/at most 4096 bytes/, '' ],
    [ "coc_evidence_key $dir/nothing;", qr/there is no key in it/ ],
    [ "coc_evidence_key $dir/two.pub;", qr/more than one key in it/ ],
    [ "coc_evidence_key $dir/short;", qr/not a public key: 32 bytes/ ],
    [ "coc_evidence_key $dir/zero.pub;", qr/not a public key: 32 bytes/ ],
    [ "coc_evidence_key $dir/key.private;", qr/it is a private key/ ],
    [ 'coc_retention;', qr/invalid number of arguments/ ],
    [ 'coc_retention long;', qr/invalid value/ ],
    [ 'coc_retention 59s;', qr/between 60000 and 3155760000000 ms/ ],
    [ 'coc_retention 101y;', qr/between 60000 and|invalid value/ ],
    [ 'coc_status;', qr/not allowed here/ ],
    [ 'location /s { coc_status on; }', qr/invalid number of arguments/,
      '"coc_status"' ],
    [ 'location /s { coc_status; coc_status; }', qr/is duplicate/,
      '"coc_status"' ],
    [ 'location /s { coc_status; }', qr/needs "coc_zone"/, '"coc_status"' ],
    [ 'coc_api;', qr/not allowed here/ ],
    [ 'location /a { coc_api read; }', qr/"read".*takes "write"/,
      '"coc_api"' ],
    [ 'location /a { coc_api write x; }', qr/invalid number of arguments/,
      '"coc_api"' ],
    [ 'location /a { coc_api; coc_api write; }', qr/is duplicate/,
      '"coc_api"' ],
    [ 'location ~ ^/a { coc_api; }', qr/regular expression/, '"coc_api"' ],
    [ 'location @a { coc_api; }', qr/named location/, '"coc_api"' ],
    [ 'location /a { coc_api; }', qr/needs "coc_redis" and "coc_secret"/,
      '"coc_api"' ],
    [ "coc_redis 127.0.0.1:1; coc_secret $dir/secret;"
      . " location /a { coc on; coc_rules $dir/rules/*.yaml; coc_api; }",
      qr/needs "coc" to be off/, '"coc_api"' ],
);

for my $case (@cases) {
    refused('server', @$case);
}

for my $case (
    [ 'coc_cache;', qr/invalid number of arguments/ ],
    [ 'coc_cache a 1m b;', qr/invalid number of arguments/ ],
    [ 'coc_cache "";', qr/has an empty path/ ],
    [ 'coc_cache off 1m;', qr/off stands alone/ ],
    [ 'coc_cache a 1k;', qr/invalid size "1k".*at least 1048576 bytes/ ],
    [ 'coc_cache a much;', qr/invalid size "much".*at least 1048576 bytes/ ],
    [ 'coc_cache a; coc_cache off;', qr/is duplicate/ ],
    [ 'coc_cache off; coc_cache off;', qr/is duplicate/ ],
    [ 'coc_spool;', qr/invalid number of arguments/ ],
    [ 'coc_spool a 1k;', qr/invalid size "1k".*at least 65536 bytes/ ],
    [ 'coc_spool a fsync=2s;', qr/"fsync=2s".*"fsync=always", "fsync=1s"/ ],
    [ 'coc_spool a much;', qr/invalid parameter "much"/ ],
    [ "coc_spool $dir/secret;", qr/can't write to "\Q$dir\E\/secret"/ ],
    [ 'coc_spool a; coc_spool b;', qr/is duplicate/ ],
    [ 'coc_zone;', qr/invalid number of arguments/ ],
    [ 'coc_zone coc;', qr/invalid zone "coc".*name:size/, '' ],
    [ 'coc_zone :1m;', qr/invalid zone ":1m"/, '' ],
    [ 'coc_zone coc:;', qr/invalid size of zone "coc:".*at least \d+/, '' ],
    [ 'coc_zone coc:4k;', qr/invalid size of zone "coc:4k".*at least/, '' ],
    [ 'coc_zone coc:much;', qr/invalid size of zone/, '' ],
    [ 'coc_zone coc:1m; coc_zone b:1m;', qr/is duplicate/ ],
    [ 'coc_zone coc:1m; limit_req_zone $uri zone=coc:1m rate=1r/s;',
      qr/coc/, '' ],
) {
    refused('http', @$case);
}


# the place: this directive's line, or, of what a whole block lacks, a line of
# this file

sub refused
{
    my ($where, $line, $want, $names) = @_;
    my ($passed, $text) = $nginx->test(http => '', server => '',
        $where => "\n$line\n");

    $names = '"' . ($line =~ /(coc\w*)[^;]*;$/)[0] . '"' if !defined $names;
    $line =~ s{\Q$dir\E/?}{}g;
    $line = substr($line, 0, 60);

    ok(!$passed, "refused: $line");
    like($text, $want, 'says what');
    like($text, qr/\Q$names\E/, 'names the directive') if $names ne '';

    my ($at) = $text =~ /\Q$dir\E\/nginx\.conf:(\d+)/;
    my @conf = split /\n/, slurp("$dir/nginx.conf");
    my $whole = $text =~ /needs "coc|coc_(?:rules|model): /;

    # nginx' own words, which name no place

    return if $text =~ /unknown "none" variable/;

    ok(defined $at && ($whole || $conf[$at - 1] =~ /coc/), 'and the line')
        or diag($text);
}


# a ladder on which a graver step ends before a milder one is a warning

for my $case (
    [ '6=mute:30d 10=suspend:7d', qr/\[warn\].*"suspend" from 10 points on/ ],
    [ '6=mute 10=suspend:7d', qr/\[warn\].*"suspend" from 10 points on/ ],
    [ '2=mute:1h 6=mute:30d 10=suspend:7d', qr/\[warn\].*from 10 points on/ ],
    [ '3=warn 6=mute:24h 10=suspend:7d 20=deactivate', undef ],
    [ '6=mute 10=suspend 20=deactivate', undef ],
    [ '6=mute:1d 10=suspend:1d', undef ],
) {
    my ($ladder, $want) = @$case;

    ($ok, $said) = $nginx->test(http => '', server => "coc_ladder $ladder;");
    ok($ok, "accepted: $ladder") or diag($said);
    $want ? like($said, $want, 'with a warning')
          : unlike($said, qr/\[warn\]/, 'without a word');
}


# rules: unreadable, not YAML, not rules, patterns that can't be

for my $case (
    [ "section: ugly\nrules:\n  - {id: [\n", qr/bad\.yaml:\d+:\d+: / ],
    [ "section: ugly\nrules:\n\t- id: a\n", qr/bad\.yaml:3:1: / ],
    [ "section: rude\nrules: []\n", qr/bad\.yaml:1:10: .*rude/ ],
    [ pattern('(a'), qr/bad\.yaml:7:\d+: / ],
    [ pattern('a\K'), qr/bad\.yaml:7:\d+: / ],
    [ pattern('[z-a]'), qr/bad\.yaml:7:\d+: / ],
    [ '', qr/bad\.yaml/ ],
    [ "\xff\xfe\0", qr/bad\.yaml/ ],
) {
    my ($yaml, $want) = @$case;

    $nginx->file('rules/bad.yaml', $yaml);
    ($ok, $said) = $nginx->test(http => '', server => $on);
    ok(!$ok, 'bad rules are refused');
    like($said, qr/coc_rules: .*$want/, 'with their place') or diag($yaml);
    like($said, qr/nginx\.conf:\d+/, 'and ours');
}

unlink "$dir/rules/bad.yaml";

SKIP: {
    skip 'root reads everything', 2 if $> == 0;

    chmod 0, "$dir/rules/ugly.yaml";
    ($ok, $said) = $nginx->test(server => $on);
    ok(!$ok, 'rules that may not be read are refused');
    like($said, qr/ugly\.yaml.*denied/, 'by name');
    chmod 0644, "$dir/rules/ugly.yaml";
}

mkdir "$dir/rules/folder.yaml";
($ok, $said) = $nginx->test(server => $on);
like($said, qr/^(?:.*folder\.yaml|.*test is successful)/m,
     'a folder that is called like a file');


sub pattern
{
    my ($pattern) = @_;

    return <<"END";
section: ugly
rules:
  - id: t-1
    title: A pattern
    severity: 2
    action: block
    any: ['$pattern']
    tests: {hit: ['a'], miss: ['b']}
END
}


done_testing();

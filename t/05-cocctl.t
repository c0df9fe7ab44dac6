#!/usr/bin/perl

# cocctl: what it prints and how it exits, with rules of its own, and records
# in a real Redis.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use JSON::PP qw(decode_json);
use Coc::Model;
use Coc::Redis;
use Coc::Util qw(build_dir root tempdir slurp spew);

my $bin = build_dir() . '/cocctl';
my $dir = tempdir();

plan skip_all => "no $bin" if !-x $bin;

spew("$dir/rules.yaml", <<'END');
section: ugly
rules:
  - id: t-block
    title: Blocked
    severity: 4
    action: block
    view: folded
    any: ['\bblockme\b']
    tests:
      hit: ['blockme']
      miss: ['unblockme']
  - id: t-nudge
    title: Nudged
    severity: 2
    action: nudge
    kinds: [comment]
    view: folded
    any: ['\bnudgeme\b']
    tests:
      hit: ['nudgeme']
      miss: ['nudge me']
  - id: t-shadow
    title: Counted only
    severity: 1
    action: flag
    shadow: true
    view: raw
    any: ['shadowme']
    tests:
      hit: ['shadowme']
      miss: ['Shadowme']
END

spew("$dir/more.yaml", <<'END');
section: promotion
rules:
  - id: m-mail
    title: An address
    severity: 2
    action: redact
    detector: email
    unless: {hosts: [nejm.org]}
    tests:
      hit: ['write to jo@example.org']
      miss: ['write to letters@nejm.org', 'write to jo at example']
  - {id: m-signal, title: A device, severity: 3, action: hold, signal: device}
  - id: m-both
    title: Both
    severity: 5
    action: block
    of: {rules: [m-mail, m-signal]}
  - id: m-any
    title: Any
    severity: 1
    action: flag
    of: {rules: [m-mail, m-signal], at_least: 1}
    tests:
      hit: ['write to jo@example.org']
      miss: ['write to me']
END

my @rules = ('--rules', "$dir/rules.yaml");


# Runs cocctl; input is what it reads. Returns (exit status, stdout, stderr).

sub run
{
    my ($input, @args) = @_;

    spew("$dir/in", $input);

    my $pid = fork;
    die "fork: $!" if !defined $pid;

    if ($pid == 0) {
        open STDIN, '<', "$dir/in" or die;
        open STDOUT, '>', "$dir/out" or die;
        open STDERR, '>', "$dir/err" or die;
        exec $bin, @args or die "exec: $!";
    }

    waitpid $pid, 0;

    return ($? & 127 ? "signal $?" : $? >> 8, slurp("$dir/out"),
            slurp("$dir/err"));
}


# One that must exit so; returns its stdout.

sub good
{
    my ($name, $exit, $input, @args) = @_;
    my ($rc, $out, $err) = run($input, @args);

    is($rc, $exit, "$name: exit $exit") or diag($err);
    unlike($err, qr/ERROR: |runtime error/, "$name: no sanitizer text");
    return $out;
}


sub bad
{
    my ($name, $text, $input, @args) = @_;
    my ($rc, $out, $err) = run($input, @args);

    is($rc, 2, "$name: exit 2");
    like($err, $text, "$name: says why");
}


# usage

like(good('help', 0, '', 'help'), qr/^usage: cocctl check/, 'usage');
like(good('check --help', 0, '', 'check', '--help'), qr/^usage/, 'usage');
bad('nothing', qr/^usage/, '');
bad('unknown command', qr/unknown command "frob"/, '', 'frob');
bad('unknown option', qr/unknown option "--frob"/, '', 'check', '--frob');
bad('no value', qr/--kind needs a value/, '', 'check', '--kind');
bad('a value too much', qr/--jsonl takes no value/, '', 'check', '--jsonl=1');
bad('twice', qr/--kind given too often/, '', 'check', '--kind', 'a',
    '--kind=b');
bad('two files', qr/one file/, '', 'check', 'a', 'b');
bad('no such file', qr{/none: No such}, '', 'check', @rules, "$dir/none");
bad('no such rules', qr{/none}, '', 'check', '--rules', "$dir/none");


# check: texts and bodies

my $r = decode_json(good('clean', 0, "all is well\n", 'check', @rules));
is($r->{verdict}, 'pass', 'a clean text passes');
is_deeply($r->{rules}, [], 'by no rule');

$r = decode_json(good('block', 1, "so \xd0\xac BLOCKME now", 'check', @rules));
is($r->{verdict}, 'block', 'blocked');
is($r->{score}, 4, 'score');
is_deeply($r->{sections}, ['ugly'], 'sections');
is_deeply($r->{rules}, [ { id => 't-block', section => 'ugly',
    action => 'block', title => 'Blocked', field => '', start => 6,
    end => 13 } ], 'the rule, and where in the bytes given');

$r = decode_json(good('kind', 0, 'nudgeme', 'check', @rules));
is($r->{verdict}, 'pass', 'a rule of another kind');
$r = decode_json(good('kind', 1, 'nudgeme', 'check', @rules, '--kind',
    'comment'));
is($r->{verdict}, 'nudge', 'a nudge is a nudge');

$r = decode_json(good('shadow', 0, 'shadowme', 'check', @rules));
is($r->{verdict}, 'pass', 'a shadow rule decides nothing');
is($r->{rules}[0]{shadow}, JSON::PP::true, 'but is named');

$r = decode_json(good('json', 1, '{"a":[{"b":"x blockme"}]}', 'check', @rules,
    '--type', 'application/json'));
is($r->{rules}[0]{field}, 'a.0.b', 'field of a body');

$r = decode_json(good('malformed', 1, '{"a":"blockme', 'check', @rules,
    '--type=application/json'));
is("$r->{verdict} $r->{reason}", 'block malformed', 'malformed is blocked');
ok($r->{error} && $r->{offset}, 'with an error and its place');

$r = decode_json(good('too long', 1, 'a' x (1 << 20) . 'a', 'check', @rules));
is("$r->{verdict} $r->{reason}", 'block limit', 'so is what is too long');

good('a file', 1, '', 'check', @rules, do {
    spew("$dir/text", 'blockme'); "$dir/text" });


# rules that no text alone makes hit

my @more = ('--rules', "$dir/more.yaml");

$r = decode_json(good('a detector', 1, 'to jo@example.org', 'check', @more));
is_deeply($r->{rules}[0], { id => 'm-mail', section => 'promotion',
    action => 'flag', title => 'An address', field => '', start => 3,
    end => 17, redact => JSON::PP::true }, 'an address, where it is');
is_deeply([ map { $_->{id} } @{$r->{rules}} ], ['m-mail', 'm-any'],
    'and a rule made of it');

$r = decode_json(good('a signal', 1, 'x', 'check', @more, '--signal',
    'device'));
is("$r->{verdict} $r->{rules}[0]{id} $r->{rules}[0]{signal}",
   'hold m-signal device', 'a signal');

$r = decode_json(good('both', 1, 'to jo@example.org', 'check', @more,
    '--signal=rate', '--signal=device'));
is($r->{verdict}, 'block', 'two rules that hit are a third');
bad('no such signal', qr/unknown signal "devise", known: identity, .*device/,
    '', 'check', @more, '--signal', 'devise');
like(good('test of detectors', 0, '', 'test', "$dir/more.yaml"),
     qr/# 4 rules, 5 tests, 0 failed, 0 warnings/,
     'rules by signals need no tests');


# check --jsonl

my @lines = map { decode_json($_) } split /\n/, good('jsonl', 1, <<'END',
{"id":"a","text":"fine"}

{"id":7,"text":"bl\u006fckme","extra":{"text":"x"}}
{"text":"nudgeme","kind":"comment","id":"c"}
{"id":"d","text":"\ud800blockme \u0000"}
{"id":"e","text":""}
END
    'check', '--jsonl', '--model', 'off', @rules);

is_deeply([ map { "$_->{id} $_->{verdict}" } @lines ],
    ['a pass', '7 block', 'c nudge', 'd block', 'e pass'], 'in order');
is_deeply($lines[1], { id => 7, verdict => 'block', score => 4,
    sections => ['ugly'], rules => ['t-block'] }, 'a line of it');
is(good('jsonl, shadow', 0, qq({"id":1,"text":"shadowme"}\n), 'check',
        '--jsonl', '--model=off', @rules),
   '{"id":1,"verdict":"pass","score":0,"sections":[],"rules":[],'
   . qq("shadow":["t-shadow"]}\n), 'a rule on trial');
good('jsonl clean', 0, qq({"id":1,"text":"x"}\n), 'check', '--jsonl', @rules);
bad('jsonl, no text', qr/-:2: error: /, qq({"id":1,"text":"x"}\n{"id":2}\n),
    'check', '--jsonl', @rules);
bad('jsonl, text is a number', qr/-:1: error: /, qq({"id":1,"text":5}\n),
    'check', '--jsonl', @rules);
bad('jsonl, no JSON', qr/-:1: error: /, "hello\n", 'check', '--jsonl', @rules);
bad('jsonl with a type', qr/--jsonl goes without/, '', 'check', '--jsonl',
    '--type', 'text/plain');


# fields

is(good('fields', 0, '{"title":"a","n":3,"b":[{"t":"x\u0000y"}]}', 'fields',
    '--type', 'application/json'), <<'END', 'fields of JSON');
{"path":"title","kind":"text","value":"a"}
{"path":"n","kind":"scalar","value":"3"}
{"path":"b.0.t","kind":"text","value":"x\u0000y"}
END

is(good('fields', 0, 'a=b%20c&d=1', 'fields', '--type',
    'application/x-www-form-urlencoded'), <<'END', 'fields of a form');
{"path":"a","kind":"text","value":"b c"}
{"path":"d","kind":"text","value":"1"}
END

like(good('fields', 0, join("\r\n", '--x',
    'Content-Disposition: form-data; name="f"; filename="a.txt"', '', 'data',
    '--x--', ''), 'fields', '--type', 'multipart/form-data; boundary=x'),
    qr/"kind":"filename","value":"a.txt"/, 'the name of a file');

bad('fields, malformed', qr/malformed.* at byte \d+ of the body/, '{"a":',
    'fields');
bad('fields, charset', qr/charset|utf-99/i, 'x', 'fields', '--type',
    'text/plain; charset=utf-99');


# views

my $views = good('views', 0, "A&amp;\xd1\x96 B", 'views');
like($views, qr/^raw "A&amp;\xd1\x96 B"$/m, 'raw');
like($views, qr/^folded "a&i b"$/m, 'folded');
like($views, qr/^ +\d+\.\.\d+ <- \d+\.\.10 /m, 'with offsets');
good('views of nothing', 0, '', 'views');


# spans

is(good('spans', 1, 'MRN 00482913, a&#64;b.org', 'spans'), <<'END', 'spans');
{"detector":"mrn","start":4,"end":12,"text":"00482913"}
{"detector":"email","start":14,"end":25,"text":"a&#64;b.org"}
{"detector":"length","start":0,"end":25,"measure":5}
END

is(good('spans', 1, qq({"id":"x","text":"NPI 1234567893"}\n{"id":2,"text":""}),
    'spans', '--jsonl', '--detector', 'npi', '--detector=dea'),
    qq({"id":"x","detector":"npi","start":4,"end":14,"text":"1234567893"}\n),
    'spans of lines');

is(good('spans', 1, '48291355', 'spans', '--field', 'a.patient_id',
    '--detector', 'mrn'),
    qq({"detector":"mrn","start":0,"end":8,"text":"48291355"}\n),
    'the name of a field is a word before');

good('spans of nothing', 0, 'BP 120/80', 'spans', '--detector', 'phone');
bad('spans, an unknown detector', qr/no detector is called "nose"/, '', 'spans',
    '--detector', 'nose');


# explain: one word is of one label, and "a b" in a row of another

Coc::Model->make("$dir/model", {
    Coc::Model::bucket(Coc::Model::word('kids')) => { threat => 100 },
    Coc::Model::run('knows') => { threat => 50, insult => -100 },
    Coc::Model::pair(Coc::Model::word('a'), Coc::Model::word('b')) =>
        { hate => 80 },
});

my @model = (@rules, '--model', "$dir/model");

is(good('explain', 0, "He Knows\tmy KIDS!\n", 'explain', @model, '--label',
    'threat', '--label=insult'), <<'END', 'words of labels');
threat         1.0000  bytes 0..18
                +11.79  "kids!"
                 +5.89  "knows"
insult         0.0000  bytes 0..18
END

$r = decode_json(good('check with a model', 0, 'my kids', 'check', @model));
is($r->{labels}{threat}, 1, 'check tells labels too');
$r = decode_json(good('check without', 0, 'my kids', 'check', @rules,
    '--model', 'off'));
ok(!exists $r->{labels}, 'and none without a model');

like(good('explain', 0, 'a b', 'explain', @model),
    qr/\Ahate +1\.0000  bytes 0\.\.3\n( +\+11\.09  "[ab]"\n){2}profanity /,
    'the most probable first, two words in a row by halves');

$r = decode_json(good('explain', 0, "x \xe2\x80\x9ckids\xe2\x80\x9d",
    'explain', '--json', '--label', 'threat', @model));
is_deeply($r, { model => 'made', labels => [ { label => 'threat', p => 1,
    view => 'plain', start => 0, end => 12, features => 33, sum => 100,
    text => "x \x{201c}kids\x{201d}", words => [
        { text => "\x{201c}kids\x{201d}", weight => 17.4078 } ] } ] },
    'as JSON');

@lines = map { decode_json($_) } split /\n/, good('explain lines', 0,
    qq({"id":"p","text":"kids"}\n\n{"id":2,"text":""}\n), 'explain', '--jsonl',
    @model);
is_deeply([ map { $_->{id} } @lines ], ['p', 2], 'lines by their ids');
is(scalar @{ $lines[0]{labels} }, Coc::Model::LABELS, 'with all labels');
is_deeply($lines[1]{labels}[0], { label => 'profanity', p => 0, view => 'raw',
    start => 0, end => 0, features => 0, sum => 0, text => '', words => [] },
    'no text, no words');

# a disguised word is read as the rules have it, and told where it stands

$r = decode_json(good('explain', 0, 'my K.I.D.S', 'explain', '--json',
    '--label', 'threat', '--model', "$dir/model", '--rules',
    do { spew("$dir/kids.yaml", <<'END'); "$dir/kids.yaml" }))->{labels}[0];
section: ugly
rules:
  - id: k-1
    title: Kids
    severity: 1
    action: flag
    view: squashed
    terms: [kids]
    tests:
      hit: ['kids']
      miss: ['kid']
END
is("$r->{view} $r->{text} $r->{start} $r->{end}", 'squashed my kids 0 10',
    'the view with the word');

bad('explain, an unknown label', qr/no label is called "nose"/, '', 'explain',
    @model, '--label', 'nose');
bad('explain, no model', qr/there is no model/, '', 'explain', @rules,
    '--model', 'off');
bad('explain, no such file', qr{/none: No such}, '', 'explain', @rules,
    '--model', "$dir/none");
bad('explain, no model at all', qr{/in: cut short}, 'coc', 'explain', @rules,
    '--model', "$dir/in");
bad('explain, no JSON', qr/-:1: error: /, "x\n", 'explain', '--jsonl', @model);
bad('explain, two files', qr/one file/, '', 'explain', 'a', 'b');


# test

like(good('test', 0, '', 'test', "$dir/rules.yaml"),
    qr/^1\.\.6\n# 3 rules, 6 tests, 0 failed, 0 warnings$/m, 'all pass');
spew("$dir/model.yaml", <<'END');
section: threat
rules:
  - id: m-threat
    title: The model says so
    severity: 2
    action: nudge
    model: {label: threat, over: 0.9}
    tests:
      hit: ['my kids']
      miss: ['my word']
END
like(good('test with a model', 0, '', 'test', '--model', "$dir/model",
          "$dir/model.yaml"), qr/2 tests, 0 failed/, 'tests ask it');
like((run('', 'test', '--model', 'off', "$dir/model.yaml"))[1],
     qr/2 tests, 1 failed/, 'and can\'t where it is off');

like(good('test --verbose', 0, '', 'test', '--verbose', "$dir/rules.yaml"),
    qr/^ok 1 - t-block hits "blockme"\nok 2 - t-block misses/m, 'each');

spew("$dir/bad.yaml", <<'END');
section: ugly
rules:
  - id: b-1
    title: Wrong
    severity: 1
    action: flag
    any: ['\bfoo\b']
    tests:
      hit:
        - 'foo'
        - 'bar'
END

my ($rc, $out, $err) = run('', 'test', "$dir/bad.yaml");
is($rc, 1, 'a failing test: exit 1');
like($out, qr/^not ok 2 - b-1 hits "bar"\n# \S+bad\.yaml:11: error: /m,
    'its file and line');
like($err, qr/bad\.yaml:3: warning: rule "b-1" has no miss test/, 'lint');

spew("$dir/worse.yaml", "section: ugly\nrules:\n  - id: x\n    any: ['(']\n");
bad('a bad rule', qr/worse\.yaml:\d+:\d+: /, '', 'test', "$dir/worse.yaml");


# member

SKIP: {
    if (!Coc::Redis::binary()) {
        diag('redis-server is not installed: cocctl member is NOT tested');
        skip 'redis-server is not installed', 1;
    }

    my $redis = Coc::Redis->new(tcp => 1);

    spew("$dir/secret", "a secret of thirty-two bytes and more\n");
    spew("$dir/old", "the secret that is being retired, older");
    spew("$dir/short", 'short');

    my @redis = ('--redis', 'unix:' . $redis->socket, '--secret',
        "$dir/secret");
    my $show = sub {
        my ($who, @more) = @_;
        return decode_json(good('show', 0, '', qw(member show --json), $who,
            @redis, @more));
    };

    $r = $show->('ann');
    is("$r->{points} $r->{step}", '0 none', 'unknown is clean');
    ok(!defined $r->{until}, 'nothing to end');

    like(good('warn', 0, '', qw(member warn ann), @redis),
        qr/^step +warn$/m, 'warned');
    like(good('mute', 0, '', qw(member mute ann --for 1h), @redis),
        qr/^step +mute\nuntil +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/m, 'muted');
    good('warn again', 0, '', qw(member warn ann), @redis);
    is($show->('ann')->{step}, 'mute', 'a warning leaves the mute');

    good('suspend', 0, '', qw(member suspend ann --for 7d --by kim), @redis);
    $r = $show->('ann');
    is($r->{step}, 'suspend', 'suspended');
    ok(abs($r->{until} / 1000 - time() - 7 * 86400) < 60, 'for a week');
    like($redis->cmd('HGET', "coc:{$r->{hash}}:st", 'm'), qr/^4$/,
        'under the hash that is shown');

    good('premoderate', 0, '', qw(member premoderate ann), @redis);
    good('deactivate', 0, '', qw(member deactivate ann), @redis);
    is($show->('ann')->{step}, 'deactivate', 'deactivated');
    is($show->('bob')->{step}, 'none', 'others are not');

    good('restore', 0, '', qw(member restore ann), @redis);
    is($show->('ann')->{step}, 'none', 'restored');

    my @history = map { decode_json($_) } split /\n/,
        good('history', 0, '', qw(member history ann), @redis);
    is_deeply([ map { $_->{sanction} || $_->{what} } @history ],
        [qw(warn mute warn suspend premoderate deactivate restore)],
        'history');
    is($history[3]{by}, 'kim', 'by whom');

    # another prefix, another database, TCP

    $r = decode_json(good('tcp', 0, '', qw(member mute cho --json --prefix x:),
        '--redis', '127.0.0.1:' . $redis->port . ' db=2', '--secret',
        "$dir/secret"));
    is($r->{step}, 'mute', 'muted over TCP');
    ok(!$redis->cmd('EXISTS', "x:{$r->{hash}}:st"), 'not in database 0');
    $redis->cmd('SELECT', 2);
    ok($redis->cmd('EXISTS', "x:{$r->{hash}}:st"), 'but in 2');
    $redis->cmd('SELECT', 0);

    # two secrets

    good('old', 0, '', qw(member deactivate dan), '--redis',
        'unix:' . $redis->socket, '--secret', "$dir/old");
    is($show->('dan')->{step}, 'none', 'not under the new secret');
    is($show->('dan', '--secret', "$dir/old")->{step}, 'deactivate',
        'but under both');
    good('mute', 0, '', qw(member mute dan), @redis, '--secret', "$dir/old");
    is($show->('dan')->{step}, 'deactivate', 'the new record begins with it');
    good('restore', 0, '', qw(member restore dan), @redis, '--secret',
        "$dir/old");
    is($show->('dan', '--secret', "$dir/old")->{step}, 'none',
        'restored under both');
    is(scalar(split /\n/, good('history', 0, '', qw(member history dan),
        @redis, '--secret', "$dir/old")), 3, 'told once');

    # a password

    $redis->cmd(qw(CONFIG SET requirepass sesame));
    bad('no password', qr/NOAUTH/, '', qw(member show ann), @redis);
    spew("$dir/password", "sesame\n");
    good('password', 0, '', qw(member show ann), '--secret', "$dir/secret",
        '--redis', 'unix:' . $redis->socket . " password_file=$dir/password");
    spew("$dir/password", "simsim\n");
    bad('wrong password', qr/WRONGPASS/, '', qw(member show ann), '--secret',
        "$dir/secret", '--redis',
        'unix:' . $redis->socket . " password_file=$dir/password");

    bad('no redis', qr/--redis and --secret are needed/, '',
        qw(member show ann));
    bad('a short secret', qr/a secret is 16 to/, '', qw(member show ann),
        '--redis', 'unix:/none', '--secret', "$dir/short");
    bad('nobody', qr/id are needed/, '', qw(member show), @redis);
    $redis->cmd(qw(CONFIG SET requirepass), '');
    bad('unknown', qr/unknown command "ban"/, '', qw(member ban ann), @redis);
    bad('a time for a warning', qr/warn takes no time/, '',
        qw(member warn ann --for 1h), @redis);
    bad('no such database', qr/redis unix:\S+: ERR/, '', qw(member show ann),
        '--secret', "$dir/secret", '--redis',
        'unix:' . $redis->socket . ' db=99');
    bad('no time', qr/invalid --for/, '', qw(member mute ann --for soon),
        @redis);
    bad('odd address', qr/invalid --redis/, '', qw(member show ann), '--redis',
        'localhost:99999', '--secret', "$dir/secret");
    bad('nobody listens', qr/redis unix:\S+none: /, '', qw(member show ann),
        '--redis', "unix:$dir/none", '--secret', "$dir/secret");
}

done_testing();

#!/usr/bin/perl

# "Anything that would have to be reported to law enforcement": a credible threat
# is stopped, escalated and logged at crit, its text kept for whoever holds the
# private key and for nobody else; a veiled one waits for a moderator.
# A member in danger is never punished.  Violence in the clinic is talk of the
# trade.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;
use Coc::Community;
use Coc::Redis;
use Coc::Util qw(build_dir slurp wait_for);
use JSON::PP qw(decode_json);

my $edge = Coc::Code::edge()->start;

Coc::Code::holds($edge, 'threat', <<'END');
escalate             message  I know where you work and I will come and kill you.
escalate             post     I am bringing a gun to the clinic on Monday.
escalate             post     I am going to shoot the governor.
escalate             message  Anyone have links to child porn, I can trade.
escalate             post     I want to have sex with a 10 year old.
hold|block|escalate  message  Watch your back in the parking lot.
hold|block|escalate  comment  Somebody should burn that clinic down with them inside.
END

my $crit = () = Coc::Code::log($edge) =~ /\[crit\] .*verdict=escalate/g;
cmp_ok($crit, '>=', 5, 'each escalation is logged at crit');
unlike(Coc::Code::log($edge), qr/governor|parking|year old/, 'without its text');

Coc::Code::holds($edge, 'threat', <<'END');
pass  post     My patient says he will kill his wife. Do I have a duty to warn?
pass  post     A patient told me he has child porn at home. Am I a mandated reporter?
pass  comment  She disclosed that her uncle molested her as a child, forensic exam done.
pass  comment  Threatened abortion at nine weeks, the bleeding stopped.
pass  comment  The antibiotic kills anaerobes too.
pass  comment  Gunshot wound to the abdomen, explored within the hour.
pass  comment  That night shift almost killed me.
pass  comment  Shoot the ECG over to me and I will look.
END


# self-harm: published, and a person is told

Coc::Code::holds($edge, 'selfharm', <<'END');
flag  post     I am going to kill myself tonight.
flag  message  I want to die, I have a plan and I am ready.
END

Coc::Code::holds($edge, 'selfharm', <<'END');
pass  comment  She denies suicidal ideation, safety plan made.
pass  post     Our resident died by suicide last spring. How did you cope?
pass  comment  If you think of ending your life, please call 988.
END

$edge->stop;


# Evidence: of a location with a key, of one with everything sealed, of one with
# excerpts, and of one without a key.

my $bin = build_dir() . '/cocctl';
my $keys = Coc::Util::tempdir();
my $threat = 'I know where you work and I will come and kill you at nine.';

is(system($bin, qw(evidence keygen), '--public', "$keys/pub",
          '--private', "$keys/private"), 0, 'a pair of keys');

my $redis = Coc::Redis->new(aof => 'always');

sub keeping
{
    my (%arg) = @_;
    my $policy = delete $arg{policy} // '';

    return Coc::Code::edge(%arg, level => 'warn',
        policy => 'coc_redis ' . $redis->address . '; coc_redis_timeout '
                  . 2 * Coc::Util::slow() . 's; coc_standing_cache off;'
                  . " coc_ladder 1000=warn; $policy");
}


# cocctl evidence open: what it prints, or what it says on stderr

sub opened
{
    my ($case, @more) = @_;
    my $out = "$keys/out";
    my $pid = fork;

    if ($pid == 0) {
        open STDOUT, '>', $out;
        open STDERR, '>&', \*STDOUT;
        exec $bin, qw(evidence open --key), "$keys/private", @more ? @more
            : ('--redis', 'unix:' . $redis->socket), $case;
        exit 127;
    }

    waitpid $pid, 0;
    return slurp($out);
}


# The entry of a case, wherever it is: (its stream, its fields).

sub entry
{
    my ($case) = @_;
    my @found;

    wait_for {
        for my $stream (qw(review escalations care)) {
            @found = map { [ $stream, $_->[1] ] }
                grep { ($_->[1]{case} // '') eq $case }
                    Coc::Community::entries($redis, $stream);
            last if @found;
        }
        scalar @found;
    };

    return @found ? @{$found[0]} : ('', {});
}


sub tells
{
    my ($edge, $kind, $text) = @_;
    my $r = Coc::Code::post($edge, $kind, $text);
    return ($r, $r->{headers}{'x-case'}, entry($r->{headers}{'x-case'}));
}


# what is in clear anywhere: all that Redis was ever told, logs, the spool

sub seen
{
    my ($edge, $what) = @_;

    return grep { (slurp($_) // '') =~ $what }
        glob($redis->dir . '/appendonlydir/* ' . $redis->dir . '/*.log '
             . $edge->dir . '/logs/* ' . $edge->dir . '/spool/*');
}

my $sealed = keeping(name => 'key',
    http => 'coc_spool %%DIR%%/spool; coc_zone coc:1m;',
    policy => "coc_evidence_key $keys/pub;",
    server => 'location = /status { coc_status; }')->start;

my ($r, $case, $stream, $fields) = tells($sealed, 'message', $threat);
is($r->{status}, 403, 'a threat is stopped');
is($stream, 'escalations', 'and escalated');
like($fields->{sealed}, qr{\A[A-Za-z0-9+/]+=*\z}, 'with its content, sealed');
is_deeply(decode_json(opened($case)), [ { field => 'body', text => $threat } ],
    'which the private key opens');
unlike($fields->{event}, qr/excerpt|nine/, 'the event tells places alone');

Coc::Util::spew("$keys/sealed", $fields->{sealed});
is_deeply(decode_json(opened("$keys/sealed", '--')),
    [ { field => 'body', text => $threat } ], 'out of a file too');

my ($ugly, $ugly_case, $where, $held) = tells($sealed, 'message',
    'Watch your back in the parking lot.');
is($where, 'review', 'what does not escalate is for review');
ok(!exists $held->{sealed}, 'and its content is not kept');
like(opened($ugly_case), qr/its entry holds no evidence/, 'as cocctl says');


# Redis away: it waits on disk, sealed too

$redis->kill;
my $away = Coc::Code::post($sealed, 'message', "Again: $threat");
is($away->{status}, 403, 'Redis away: stopped all the same');
my $lines = join '', map { slurp($_) } glob $sealed->dir . '/spool/*.spool';
like($lines, qr/COC1 r /, 'it waits on disk');
is_deeply([ seen($sealed, qr/at nine|kill you/) ], [], 'not in clear');
$redis->start;
(my $at, $fields) = entry($away->{headers}{'x-case'});
is($at, 'escalations', 'Redis back: it comes there');
is(decode_json(opened($away->{headers}{'x-case'}))->[0]{text},
    "Again: $threat", 'with its content');
is_deeply([ seen($sealed, qr/at nine|kill you|back in the park/) ], [],
    'nowhere in clear');
is(decode_json($sealed->request('GET', '/status?format=json')->{body})
    ->{unsealed_total}, 0, 'nothing went unsealed');
$sealed->stop;


# everything sealed, as much as was asked for

my $all = keeping(name => 'all',
    policy => "coc_evidence_key $keys/pub; coc_evidence sealed max=1k;")->start;
my $long = 'Watch your back in the parking lot. ' . 'x' x 2000;

(undef, $case, $where, $held) = tells($all, 'message', $long);
is($where, 'review', 'all: for review');
my $kept = decode_json(opened($case));
ok($kept->[0]{cut}, 'cut, and marked');
is($kept->[0]{text}, substr($long, 0, length $kept->[0]{text}), 'its beginning');
cmp_ok(length $kept->[0]{text}, '>', 900, 'of about the length');

(undef, $case, $where, $held) = tells($all, 'report', "She wrote: $threat");
is($where, 'review', 'a report');
is(decode_json(opened($case))->[0]{text}, "She wrote: $threat",
    'with what it quotes');
$all->stop;


# excerpts, in clear where they are asked for; never of what is sealed

my $words = keeping(name => 'excerpts',
    policy => "coc_evidence_key $keys/pub; coc_evidence excerpt;")->start;

(undef, $case, $where, $held) = tells($words, 'message',
    'The round was long. ' x 15 . 'Watch your back in the parking lot.'
    . ' The list was short.' x 15);
my ($excerpt) = map { $_->{excerpt} } @{decode_json($held->{event})->{rules}};
like($excerpt, qr/round was long\. Watch your back.*The list was short/,
    'the words around a hit');
cmp_ok(length $excerpt, '<=', 120 + 240 + 120, 'and not all of them');
ok(!exists $held->{sealed}, 'nothing is sealed of it');

(undef, $case, $where, $held) = tells($words, 'message', "Third: $threat");
unlike($held->{event}, qr/excerpt|nine/, 'not of an escalation');
is(decode_json(opened($case))->[0]{text}, "Third: $threat", 'which is sealed');
is_deeply([ glob($words->dir . '/logs/*') && grep {
    (slurp($_) // '') =~ /at nine|your back|was long/ } glob $words->dir . '/logs/*' ],
    [], 'no log has a word of it');
$words->stop;


# no key: nginx -t says so, and the escalation is there without

my $bare = keeping(name => 'no key');
my (undef, $said) = $bare->test;
like($said, qr/warn.*no "coc_evidence_key": escalations will hold no content/,
    'no key: nginx -t warns');
is(() = $said =~ /coc_evidence_key/g, 1, 'once');
$bare->start;
(undef, $case, $where, $held) = tells($bare, 'message', "Fourth: $threat");
is($where, 'escalations', 'it escalates');
ok(!exists $held->{sealed}, 'without content');


# who is in danger: published, no points, an entry apart, help in the reply

my $points = Coc::Community::record($redis, 'ann')->{p};
($r, $case, $where, $held) = tells($bare, 'post',
    'I am going to kill myself tonight.');
is($r->{status}, 200, 'self-harm: published');
is($where, 'care', 'for who cares');
is(Coc::Community::record($redis, 'ann')->{p}, $points, 'no points');

($r, $case, $where) = tells($bare, 'comment',
    'You should just kill yourself and save your patients the trouble.');
is($r->{status}, 403, 'urging somebody: refused');
is(Coc::Code::problem($r)->{help},
    'Please call a crisis line or someone you trust now.', 'and told of help');

$r = Coc::Code::post($bare, 'comment',
    'You should just kill yourself and save your patients the trouble.',
    Accept => 'text/html');
like($r->{body}, qr/<strong>Please call a crisis line/, 'on the page too');

$r = Coc::Code::post($bare, 'message', "Fifth: $threat");
ok(!exists Coc::Code::problem($r)->{help}, 'a threat is not');
$bare->stop;


# another key, and one that others can read

rename "$keys/private", "$keys/first";
is(system($bin, qw(evidence keygen), '--public', "$keys/pub2",
          '--private', "$keys/private"), 0, 'another pair');
like(opened("$keys/sealed", '--'), qr/sealed to another key, or damaged/,
    'does not open it');
chmod 0640, "$keys/private";
like(opened("$keys/sealed", '--'), qr/others may use this private key/,
    'one that others can read is refused');

$redis->stop;
done_testing();

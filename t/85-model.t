#!/usr/bin/perl

# The classifier in nginx, with small models of words that mean nothing: rules
# that ask it alone or beside patterns, $coc_labels, the review entry, and what
# becomes of its file at a reload.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use JSON::PP qw(decode_json);
use Test::More;
use Coc::Client;
use Coc::Community;
use Coc::Model;
use Coc::Nginx;
use Coc::Redis;
use Coc::Util qw(slurp spew);


# A model that knows one word for each of these labels and nothing else.

sub model
{
    my ($path, $version, %word) = @_;

    Coc::Model->make($path, {
        map { Coc::Model::bucket(Coc::Model::word($word{$_})) => { $_ => 127 } }
            keys %word
    }, version => $version, slope => 4, offset => -6);
}

my $redis = Coc::Redis->new;
my $address = $redis->address;
my $edge = Coc::Nginx->new(name => 'model');
my $dir = $edge->dir;

mkdir "$dir/rules";
$edge->file('secret', 'a secret of at least thirty-two bytes');
$edge->file('rules/ugly.yaml', <<'END');
section: ugly
rules:
  - id: m-flag
    title: The model says it is a threat
    severity: 1
    action: flag
    model: {label: threat, over: 0.9}
  - id: m-nudge
    title: The model says it is hate
    severity: 2
    action: nudge
    model: {label: hate, over: 0.9}
  - id: m-block
    title: A word, and the model says it is a threat
    severity: 4
    action: block
    any: '\bpea\b'
    model: {label: threat, over: 0.9}
  - id: m-unless
    title: A word, but where the model says it is none
    severity: 3
    action: hold
    any: '\bleek\b'
    unless: {model: {label: threat, under: 0.2}}
END

model("$dir/a.model", 'a-1', threat => 'zorch', hate => 'frob');
model("$dir/b.model", 'b-2', promo => 'zorch', threat => 'frob');

my %conf = (
    http => <<"END",
    log_format model '\$request_uri|\$status|\$coc_verdict|\$coc_score'
                     '|\$coc_rules|\$coc_aside|\$coc_labels';
    access_log logs/access.log model;
    coc_zone coc:1m;
END
    server => <<"END",
        coc on;
        coc_rules rules;
        coc_model a.model;
        coc_secret secret;
        coc_redis $address;
        coc_redis_timeout 5s;
        coc_member \$http_x_member;
        coc_evidence excerpt;

        location /post { proxy_pass http://127.0.0.1:%%PORT%%/app; }
        location /off {
            coc_model off;
            proxy_pass http://127.0.0.1:%%PORT%%/app;
        }
        location /other {
            coc_model b.model;
            proxy_pass http://127.0.0.1:%%PORT%%/app;
        }
        location /watched {
            coc monitor;
            proxy_pass http://127.0.0.1:%%PORT%%/app;
        }
        location /silent {
            coc_evidence off;
            proxy_pass http://127.0.0.1:%%PORT%%/app;
        }
        location /chat {
            coc_kind report;
            proxy_pass http://127.0.0.1:%%PORT%%/app;
        }
        location /app { coc off; access_log off; return 204; }
END
);

$edge->configure(%conf, expect => [ qr/\[emerg\].*coc_model/ ])->start;

my $n = 0;

# What the log says of a request that was sent as code does it.

sub logged
{
    my ($uri, $send) = @_;

    $uri .= '?' . ++$n;
    $send->($uri);

    my $line = $edge->wait_access(qr/^\Q$uri\E\|.*$/m) || '';
    my (undef, @values) = split /\|/, $line, -1;
    my %value;
    @value{qw(status verdict score rules aside labels)} = @values;

    return \%value;
}


# The same of a text, "status verdict score rules aside labels".

sub says
{
    my ($uri, $text, %headers) = @_;
    my $v = logged($uri, sub {
        $edge->request('POST', $_[0], $text, 'Content-Type' => 'text/plain',
                       %headers);
    });

    return join ' ', @$v{qw(status verdict score rules aside labels)};
}


# the model alone flags and nudges, and with a pattern it blocks

is(says('/post', 'we greet you'), '204 pass 0 - - -', 'nothing');
is(says('/post', 'we zorch you'), '204 flag 1 m-flag - threat=1.00', 'flag');
is(says('/post', 'we frob you'), '409 nudge 2 m-nudge - hate=1.00', 'nudge');
is(says('/post', 'zorch, frob, zorch frob'),
   '409 nudge 2 m-flag,m-nudge - hate=1.00,threat=1.00', 'never more by itself');
is(says('/post', 'we zorch a pea'),
   '403 block 4 m-block,m-flag - threat=1.00', 'a pattern and the model');
is(says('/post', 'a pea'), '204 pass 0 - - -', 'the pattern alone');
is(says('/post', 'we zorch the leek'),
   '204 hold 3 m-unless,m-flag - threat=1.00', 'a pattern');
is(says('/post', 'the leek'), '204 pass 0 - - -', 'dismissed by the model');


# quoted lines, reports

is(says('/post', "> we zorch you\n\nplease do not"),
   '204 flag 0 m-flag m-flag -', 'an answer is not what it answers');
is(says('/post', "> please do not\n\nwe zorch you"),
   '204 flag 1 m-flag - threat=1.00', 'what stands below');
is(says('/chat', 'we zorch you'), '204 pass 0 - - -', 'a report');


# locations

is(says('/off', 'we zorch a pea, a leek'), '204 hold 3 m-unless - -',
   'off: nobody asks, nothing is dismissed');
is(says('/other', 'we zorch you'), '204 pass 0 - - promo=1.00',
   'another model');
is(says('/other', 'we frob you'), '204 flag 1 m-flag - threat=1.00',
   'says other things');
is(says('/watched', 'we frob a pea, zorch'),
   '204 block-monitored 4 m-block,m-flag,m-nudge - hate=1.00,threat=1.00', 'monitor');


# a long text: the segment that has it; the body in pieces

my $long = 'we greet you all, and you greet us, ' x 60;
my $hidden = "$long we zorch you $long";

is(says('/post', $hidden), '204 flag 1 m-flag - threat=1.00',
   'a line in a long text');

for my $sizes ([ 1, 7, 2 ], [ 300 ], [ 2150, 3, 1 ]) {
    my $v = logged('/post', sub {
        my ($uri) = @_;
        my @pieces = unpack join('', map { "a$_" } @$sizes) . ' a*', $hidden;
        my $client = $edge->client;

        $client->send(Coc::Client::format_request('POST', $uri, undef,
            'Content-Type' => 'text/plain',
            'Content-Length' => length $hidden));
        $client->send_pieces(@pieces);
        $client->response;
        $client->close;
    });

    is("$v->{verdict} $v->{labels}", 'flag threat=1.00', "in pieces: @$sizes");
}

my $v = logged('/post', sub {
    $edge->request('POST', $_[0], '{"title":"we frob","body":["x","a zorch"]}',
                   'Content-Type' => 'application/json');
});

is("$v->{verdict} $v->{labels}", 'nudge hate=1.00,threat=1.00',
   'of all fields');


# the review entry

sub entry
{
    my ($member) = @_;
    my $event;

    Coc::Util::wait_for {
        ($event) = grep { ($_->{member} // '')
                          eq Coc::Community::member_hash($member) }
            map { decode_json($_->[1]{event}) }
            Coc::Community::entries($redis, 'review');
    } 20;

    return $event || {};
}

says('/post', 'Really, we ZORCH! you', 'X-Member' => 'ann');

my $event = entry('ann');
is_deeply($event->{labels}, { threat => 1 }, 'the entry has the labels');
is($event->{rules}[0]{words}, 'zorch!', 'and the word that weighed most');
is("$event->{rules}[0]{start} $event->{rules}[0]{end}", '0 21', 'of which part');

says('/silent', 'Really, we ZORCH! them', 'X-Member' => 'bob');

$event = entry('bob');
is_deeply($event->{labels}, { threat => 1 }, 'labels are no content');
ok(!exists $event->{rules}[0]{words}, 'words are');

says('/off', 'a leek', 'X-Member' => 'cho');
$event = entry('cho');
is($event->{verdict}, 'hold', 'without a model there is an entry');
ok(!exists $event->{labels}, 'and no labels');

unlike($edge->error_log, qr/zorch/i, 'no word of it in the log');


# the file: read at the start, checked, kept

like($edge->error_log, qr/model \Q$dir\E\/a\.model, version a-1/, 'told');
is(() = $edge->error_log =~ /model \Q$dir\E\/a\.model/g, 1,
   'once for all levels');

my $model = slurp("$dir/a.model");

# cut in place, as an editor or a full disk would

spew("$dir/a.model", substr $model, 0, 1000);
is(says('/post', 'we zorch you'), '204 flag 1 m-flag - threat=1.00',
   'a file that is cut short does not matter to who runs');
ok(!$edge->reload, 'but to a reload');
like($edge->error_log, qr/\[emerg\] .*coc_model: \Q$dir\E\/a\.model: [^\n]+/,
     'which says so');
is(says('/post', 'we zorch you'), '204 flag 1 m-flag - threat=1.00',
   'and changes nothing');

model("$dir/a.model", 'c-3', promo => 'zorch');
is(says('/post', 'we zorch you'), '204 flag 1 m-flag - threat=1.00',
   'a new file is not read');
ok($edge->reload(wait_old => 1), 'before a reload');
is(says('/post', 'we zorch you'), '204 pass 0 - - promo=1.00', 'then it is');
ok($edge->wait_log(qr/a\.model, version c-3/), 'and told');


# nginx -t

my $try = Coc::Nginx->new(name => 'try');
my $at = $try->dir;
my $rules = "coc on; coc_rules $dir/rules;";

sub refused
{
    my ($name, $bytes, $what) = @_;

    $try->file('bad.model', $bytes) if defined $bytes;

    my ($ok, $said) = $try->test(server => "$rules coc_model bad.model;");
    my @lines = grep { /emerg/ } split /\n/, $said;

    ok(!$ok, "$name: refused");
    is(scalar @lines, 1, "$name: in one line");
    like($lines[0] // '', qr/coc_model: \Q$at\E\/bad\.model: .*$what.* in \S+:\d+$/,
         "$name: told");
}

my $spoilt = $model;
substr($spoilt, -1000, 1) ^= "\1";

refused('no file', undef, qr/No such file/);
refused('empty', '', qr/\w/);
refused('not a model', 'x' x 5000, qr/\w/);
refused('cut short', substr($model, 0, -1), qr/\w/);
refused('too long', "$model ", qr/\w/);
refused('spoilt', $spoilt, qr/damaged|SHA-256|digest/);

spew("$at/good.model", $model);
my ($ok, $said) = $try->test(server => "$rules coc_model good.model;");
ok($ok, 'as it was made: taken') or diag($said);
unlike($said, qr/ask the model/, 'no rule waits');

($ok, $said) = $try->test(server => "$rules coc_model $at/good.model;");
ok($ok, 'by its whole name') or diag($said);

($ok, $said) = $try->test(server => "$rules
        location /a { coc_kind a; } location /b { coc_kind b; }");
ok($ok, 'no model: the rules are taken') or diag($said);
is(() = $said =~ /\[warn\] .*: 3 rules ask the model and there is none/g, 1,
   'and told of, once');

($ok, $said) = $try->test(server => "$rules coc_model off;");
ok($ok, 'off') or diag($said);
unlike($said, qr/ask the model/, 'on purpose');

$edge->stop;
$redis->stop;

done_testing();

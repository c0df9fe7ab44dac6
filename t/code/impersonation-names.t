#!/usr/bin/perl

# "Impersonation" by display name: one that looks like another member's is
# held, one that looks like the staff's refused, whatever letters it is written
# in.

use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Coc::Client ();
use Coc::Code ();
use Coc::Redis ();
use Coc::Signals ();
use JSON::PP ();
use Test::More;

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Signals::$_"}
        for qw(edge post is_told import_csv figure noted);
}

plan skip_all => 'redis-server is not installed' if !Coc::Redis::binary();

my $redis = Coc::Redis->new;
my $profile = <<'END';
        location = /account {
            coc on;
            coc_kind profile;
            coc_name $coc_body_display_name;
            add_header X-Verdict $coc_verdict always;
            add_header X-Rules $coc_rules always;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }
END
my $edge = edge(redis => $redis, server => $profile)->start;

import_csv($edge, $redis, <<'END');
member,display_name,staff
ann,Marla Corin,no
eve,SERMO Support,yes
END

my @say = ('post', 'The second ferritin is due in June.');

sub named
{
    my ($name) = @_;

    utf8::encode($name);
    return post($edge, 'bob', @say, name => $name);
}

is_told(named('Dr Bob'), 'pass', '', 'a name of his own');
is_told(named($_->[0]), 'hold', 'impersonation-200', "like ann's: $_->[1]")
    for [ 'Marla Corin', 'the same' ], [ 'marla corin', 'in lower case' ],
        [ 'Marla Сorin', 'a Cyrillic one' ], [ 'Marla C0rin', 'a zero' ],
        [ 'Ｍarla Corin', 'full width' ], [ 'Marla  Cor1n', 'a one' ],
        [ 'Marla.Corin', 'a dot' ], [ "Marla\x{200b} Corin", 'invisible' ];
is_told(named($_), 'block', 'impersonation-201', 'like the staff\'s')
    for 'SERMO Support';
is_told(post($edge, 'cid', @say, name => 'SERM0-Supp0rt'), 'block',
        'impersonation-201', 'with zeros');
my $r = post($edge, 'dan', @say, name => 'Sermo support');
is($r->{status}, 403, 'refused');
is(Coc::Code::problem($r)->{section}, 'impersonation', 'as that');
is_told(post($edge, 'ann', @say, name => 'Marla Corin'), 'pass', '',
        'who bears it may');
is_told(post($edge, 'eve', @say, name => 'SERMO Support'), 'pass', '',
        'the staff may');
is_told(post($edge, 'fay', @say), 'pass', '', 'without a name');
is_told(post($edge, 'fay', @say, name => 'x' x 2000), 'pass', '', 'too long');
is_told(post($edge, 'fay', @say, name => "\xff\xfe"), 'pass', '', 'no UTF-8');

# where names are chosen

sub account
{
    my ($name) = @_;
    return Coc::Client::request($edge, 'POST', '/account',
        JSON::PP->new->utf8->encode({ display_name => $name,
            about => 'Hematology.' }),
        'Content-Type' => 'application/json', 'X-Member' => 'gus');
}

is_told(account('Marla Сorin'), 'hold', 'impersonation-200', 'in a profile');
is_told(account('Gus Corin'), 'pass', '', 'another');

is_told(post($edge, 'hal', 'watch/post', $say[1], name => 'Sermo support'),
        'block-monitored', 'impersonation-201', 'watched');
$edge->stop;

for my $fail (qw(open closed)) {
    $edge = edge(redis => $redis, policy => "coc_redis_fail $fail; "
        . 'coc_redis_timeout 300ms;')->start;
    is_told(post($edge, 'ida', @say, name => 'Marla Corin'), 'hold',
            'impersonation-200', "$fail: there");
    $redis->pause;
    is(post($edge, 'ida', @say, name => 'Marla Corin')->{status},
       $fail eq 'open' ? 200 : 503, "$fail: away");
    $redis->resume;
    $edge->stop;
}

done_testing();

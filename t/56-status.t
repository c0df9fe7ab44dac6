#!/usr/bin/perl

# coc_status: what all workers have counted, in three forms; every counter is
# told, and a reload forgets none.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use JSON::PP ();
use Test::More;
use Coc::Community;
use Coc::Nginx;
use Coc::Util qw(root slurp);

my $edge = Coc::Community::edge(workers => 2);
$edge->start;

my $none = Coc::Community::figures($edge);
is($none->{screened_total}, 0, 'nothing was screened yet');

is(Coc::Community::post($edge, 'ann', 'post', 'a zug2 text')->{status}, 403,
    'a block');
is(Coc::Community::post($edge, 'ann', 'post', 'a clean text')->{status}, 200,
    'a pass');
is(Coc::Community::post($edge, 'ann', 'post', 'a flim3 text')->{status}, 200,
    'a flag');

my $all = Coc::Community::figures($edge);
is($all->{screened_total}, 3, 'three were screened');
is_deeply($all->{verdicts_total},
    { pass => 1, flag => 1, nudge => 0, hold => 0, block => 1,
      escalate => 0 }, 'with their verdicts');


# the form: by Accept, or as the argument says

sub form
{
    my ($query, $accept) = @_;
    return $edge->request('GET', "/status$query", undef, Accept => $accept);
}

for my $case (
    [ '', '*/*', 'text/plain; version=0.0.4', qr/^coc_screened_total 3$/m ],
    [ '', 'application/json', 'application/json', qr/"screened_total": 3/ ],
    [ '', 'text/html,application/xhtml+xml', 'text/html; charset=utf-8',
      qr/<td>Requests screened\.<td>3/ ],
    [ '', 'application/openmetrics-text, text/plain;version=0.0.4',
      'text/plain; version=0.0.4', qr/^coc_screened_total 3$/m ],
    [ '?format=html', 'application/json', 'text/html; charset=utf-8',
      qr/<table>/ ],
    [ '?format=prometheus', 'text/html', 'text/plain; version=0.0.4',
      qr/^coc_verdicts_total\{verdict="block"\} 1$/m ],
) {
    my ($query, $accept, $type, $want) = @$case;
    my $r = form($query, $accept);

    is($r->{status}, 200, "answered: $query $accept");
    is($r->{headers}{'content-type'}, $type, 'of its type');
    like($r->{body}, $want, 'with the figures');
}

is(form('?format=xml', '*/*')->{status}, 404, 'no other form');
is($edge->request('POST', '/status', 'x')->{status}, 405, 'and nothing to post to');


# what Prometheus reads: each family is explained once, before its figures

my ($family, %seen) = ('');

for my $line (split /\n/, form('?format=prometheus', '*/*')->{body}) {

    if ($line =~ /^# HELP (\S+) \S/) {
        ok(!$seen{$1}++, "$1 is explained once");
        $family = $1;

    } elsif ($line =~ /^# TYPE (\S+) (\S+)$/) {
        my ($name, $type) = ($1, $2);

        is($name, $family, 'its type follows');
        is($type, $name =~ /_total$/ ? 'counter' : 'gauge',
            'as its name says');

    } else {
        like($line, qr/^\Q$family\E(?:\{\w+="[\w-]+"\})? \d+$/, 'a figure');
    }
}


# every counter of the zone is told

my ($shm) = slurp(root() . '/src/nginx/ngx_http_coc.h')
    =~ m{/\* Counters of all workers.*?struct \{(.*?)\} ngx_http_coc_shm_t;}s;
my $code = slurp(root() . '/src/nginx/ngx_http_coc_status.c');

for my $field ($shm =~ /ngx_atomic_t\s+(\w+)/g) {
    like($code, $field eq 'verdict' ? qr/ngx_http_coc_shm_t, verdict\)/
                                    : qr/\(\s*"\w+", $field,/,
        "$field is told");
}


# a reload keeps them

$edge->reload;
is(Coc::Community::figures($edge)->{screened_total}, 3, 'kept over a reload');

$edge->stop;
done_testing();

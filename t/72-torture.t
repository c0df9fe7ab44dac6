#!/usr/bin/perl

# Each allocation of the module fails once, one after the other, while a post
# that must be blocked comes in: it is never forwarded, the worker lives, and
# the next post is screened as ever.  In monitor mode nothing is kept back.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::Community;
use Coc::Redis;
use Coc::Util qw(sanitized spew tempdir wait_for);

plan skip_all => 'the sanitizer has a malloc() of its own' if sanitized();

my $dir = tempdir();
my $lib = "$dir/nomem.so";

plan skip_all => 'no compiler' if system('cc --version >/dev/null 2>&1') != 0;

system("cc -D_GNU_SOURCE -O1 -shared -fPIC -o $lib "
       . "$FindBin::Bin/lib/coc_nomem.c -ldl") == 0
    or BAIL_OUT('coc_nomem.c');

my $redis = Coc::Redis->new;
my $edge = Coc::Community::edge(
    name   => 'torture',
    redis  => $redis,
    expect => [ qr/\[emerg\].*(?:malloc|posix_memalign)\(\S+ failed/ ],
    server => <<'END',
        location = /watch {
            coc monitor;
            coc_kind post;
            proxy_set_header X-Verdict $coc_verdict;
            proxy_pass http://unix:%%DIR%%/app.sock;
        }

        location = /sealed {
            coc on;
            coc_kind post;
            coc_evidence_key %%DIR%%/evidence.pub;
        }
END
);

$edge->file('evidence.pub', 'CQ' . 'A' x 41 . '=');     # anybody's

{
    local $ENV{LD_PRELOAD} = $lib;
    local $ENV{COC_NOMEM} = "$dir/fail";
    $edge->start;
}

my ($worker) = $edge->workers;
my $json = '{"title":"a zug3","tags":["x","y"],"body":"' . 'word ' x 300
    . 'flim3"}';

my %ways = (
    'on' => [ '/post/post', sub { $_[0] =~ /^(?:403|500|503)$/ } ],
    'monitor' => [ '/watch', sub { $_[0] == 200 } ],
    'sealed' => [ '/sealed', sub { $_[0] =~ /^(?:403|500|503)$/ } ],
);

for my $mode (sort keys %ways) {
    my ($uri, $right) = @{$ways{$mode}};
    my (%seen, @wrong);
    my $n = 0;

    for ( ;; ) {
        last if ++$n > 2000;

        # a member of its own, whose hash and record are new

        my @headers = ('Content-Type' => 'application/json',
                       'X-Member' => "ann$mode$n");

        unlink "$dir/fail.hit";
        spew("$dir/new", "$n $mode");
        rename "$dir/new", "$dir/fail";

        my $r = $edge->request('POST', $uri,
            $mode eq 'sealed' ? $json =~ s/zug3/grave5/r : $json, @headers);
        my $status = $r ? $r->{status} : 0;

        unlink "$dir/fail";
        my $hit = -e "$dir/fail.hit";

        $seen{$status}++;
        push @wrong, "allocation $n: $status" if !$right->($status);

        # what failed may have closed the connection to Redis: not the verdict

        $r = $edge->request('POST', '/post/post', 'zug1',
            'Content-Type' => 'text/plain', 'X-Member' => '');
        push @wrong, "after allocation $n: " . ($r ? $r->{status} : 0)
            if !$r || $r->{status} != 403;

        last if !$hit;
        last if @wrong > 5;
    }

    cmp_ok($n, '>', 15, "$mode: $n allocations");
    is(join('; ', @wrong), '', 'each was survived')
        or diag($edge->error_log =~ s/.*\[(?:info|notice)\].*\n//gr);
    note("$mode: " . join ', ', map { "$seen{$_} times $_" } sort keys %seen);
}

my $unsealed = Coc::Community::figures($edge)->{unsealed_total};
cmp_ok($unsealed, '>', 0, 'some could not be sealed');
is(() = $edge->error_log =~ /\[crit\].*evidence could not be sealed/g,
   $unsealed, 'each is told');

is(join(' ', $edge->workers), $worker, 'the worker lives');
ok(wait_for {
       my $r = Coc::Community::post($edge, 'probe', 'post', 'harmless');
       ($r->{headers}{'x-redis'} || '') =~ /^(?:hit|miss)$/;
   }, 'Redis is used');
$edge->stop;

done_testing();

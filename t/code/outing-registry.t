#!/usr/bin/perl

# "Outing" by what members have registered: another's e-mail, phone, NPI, name,
# handle with name, however written; both exceptions (the profile says so, the
# owner has said so in this thread); one's own.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Coc::Cluster ();
use Coc::Code ();
use Coc::Community ();
use Coc::Redis ();
use Coc::Signals ();
use Test::More;

BEGIN {
    no strict 'refs';
    *$_ = \&{"Coc::Signals::$_"}
        for qw(edge post insist is_told import_csv figure noted);
}

plan skip_all => 'redis-server is not installed' if !Coc::Redis::binary();

my $members = <<'END';
member,email,phone,npi,license,name,handle
ann,ann.lee@clinic.example,(617) 555-0142,1234567893,MA 123456,"Lindqvist, Anna",@skyline77
bob,bob@practice.example,212-555-0187,,,Robert Oyelaran,@marrow
END

# Which of these rules are behind it; other rules look at texts too.

sub rules
{
    my ($r) = @_;
    return join ' ', grep { /^outing-2/ } sort
        split /,/, $r->{headers}{'x-rules'} // '';
}


sub walk
{
    my ($name, $redis) = @_;
    my $edge = edge(redis => $redis, level => 'crit')->start;
    my $n = 0;

    # each is somebody else: who outs a member is suspended at once

    my $poster = sub { 'eve' . $n++ };

    import_csv($edge, $redis, $members);

    for ([ 'ann.lee@clinic.example', 'outing-200', 'an e-mail address' ],
         [ 'Ann.Lee+news@Clinic.Example', 'outing-200', 'written otherwise' ],
         [ '617.555.0142', 'outing-200', 'a phone' ],
         [ '+1 (617) 555 0142', 'outing-200', 'in another form' ],
         [ 'NPI 1234567893', 'outing-200', 'an NPI' ],
         [ 'Dr. Anna Lindqvist', 'outing-202', 'a name' ],
         [ '@skyline77, or Anna Lindqvist,', 'outing-201 outing-202',
           'a handle beside it' ])
    {
        my ($what, $rules, $is) = @$_;
        my $r = post($edge, $poster->(), 'comment',
            "You can reach the author of this at $what for the slides.",
            thread => "n$n");

        is(rules($r), $rules, "$name: $is") or diag($r->{headers}{'x-rules'});
        is($r->{status}, 403, 'refused');
        is($r->{headers}{'x-verdict'}, 'escalate', 'and reported');
        unlike($r->{body}, qr/lindqvist|clinic/i, 'the reply tells nothing');
    }

    my $r = post($edge, 'eve', 'comment', 'Write to somebody@clinic.example '
        . 'or call 617-555-0143, NPI 1245319599.', thread => 'n');
    is(rules($r), '', "$name: nobody's");

    # one's own: asked first, then known to the thread

    my @own = ('ann', 'comment', 'For the slides: ann.lee@clinic.example '
        . 'is best.', thread => 't1');
    $r = post($edge, @own);
    is_told($r, 'nudge', $r->{headers}{'x-rules'} =~ s/,/ /gr,
        "$name: one's own");
    is(rules($r), 'outing-203', 'by that');
    like(Coc::Code::problem($r)->{detail},
         qr/tells your own name, address or number/, 'told why');

    my @other = ('comment', 'I wrote to ann.lee@clinic.example, thanks.');
    is(rules(post($edge, $poster->(), @other, thread => 't1')), 'outing-200',
       'not yet: it was not posted');
    $r = insist($edge, @own);
    is($r->{headers}{'x-published'}, 'yes', "$name: posted all the same");
    noted($edge, $redis);
    is(rules(post($edge, $poster->(), @other, thread => 't1')), '',
       "$name: the owner has said so in this thread");
    is(rules(post($edge, $poster->(), @other, thread => 't2')), 'outing-200',
       'but not in another');
    is(rules(post($edge, @own)), '', 'nor is it asked again');
    is(rules(post($edge, $poster->(), 'comment', 'Call 617-555-0142.',
        thread => 't1')), 'outing-200', 'it was not the phone');

    # a profile

    $r = insist($edge, 'bob', 'profile', 'Robert Oyelaran, hematology. '
        . 'bob@practice.example');
    is(rules($r), '', "$name: one's own in the profile");
    is($r->{headers}{'x-published'}, 'yes', 'is published')
        or diag(explain($r));
    noted($edge, $redis);
    for my $thread ('t1', 't3') {
        is(rules(post($edge, $poster->(), 'comment', 'As Robert Oyelaran '
            . '(@marrow) says, bob@practice.example.', thread => $thread)),
           '', "$name: public for good, with the handle");
    }
    is(rules(post($edge, $poster->(), 'comment', 'Call 212-555-0187.',
        thread => 't3')), 'outing-200', 'but not the phone');

    # what Redis holds

    my @keys = $redis->keys;
    my $own = 'coc:{' . Coc::Community::member_hash('bob') . '}:own';
    is(scalar(grep { $_ eq $own } @keys), 1, "$name: the profile's");
    is(scalar(grep { !/^coc:[0-9a-z:{}]+$/ } @keys), 0, 'hashes only')
        or diag("@keys");

    $edge->stop;
}

my $redis = Coc::Redis->new;
walk('one server', $redis);
walk('a cluster', Coc::Cluster->new(replicas => 0));

# monitor: told, and nothing learned

$redis = Coc::Redis->new;
my $edge = edge(redis => $redis)->start;
import_csv($edge, $redis, $members);
my @keys = sort $redis->keys;
is(rules(post($edge, 'ann', 'watch/profile', 'ann.lee@clinic.example')), '',
   'watched: a profile');
is(rules(post($edge, 'ann', 'watch/comment', 'ann.lee@clinic.example',
    thread => 't')), 'outing-203', 'one\'s own');
is(rules(post($edge, 'eve', 'watch/comment', 'ann.lee@clinic.example',
    thread => 't')), 'outing-200', 'another\'s');
is(join(' ', sort $redis->keys), "@keys", 'nothing was learned');

# a report quotes

my $r = post($edge, 'eve', 'report', 'They posted ann.lee@clinic.example.');
is($r->{status}, 200, 'a report is not punished');

# nobody is logged in

$r = post($edge, '', 'comment', 'Mail ann.lee@clinic.example.', thread => 't');
is(rules($r), 'outing-200', 'by nobody: outed all the same');
is($r->{headers}{'x-redis'}, 'miss', 'Redis was asked');

# nothing that Redis can't say is held against anyone

my $own = 'coc:{' . Coc::Community::member_hash('ann') . '}:own';
$redis->cmd('SET', $own, 'of another type');
$r = post($edge, 'eve', 'comment', 'Mail ann.lee@clinic.example.',
    thread => 't');
is(rules($r), '', 'perhaps it is public');
is($r->{headers}{'x-redis'}, 'error', 'it is said that this is not known');
$redis->cmd('DEL', $own);
$edge->stop;

for my $fail (qw(open closed)) {
    my $other = Coc::Redis->new;
    $edge = edge(redis => $other, policy => "coc_redis_fail $fail; "
        . 'coc_redis_timeout 300ms;')->start;
    import_csv($edge, $other, $members);
    is(rules(post($edge, 'eve', 'comment', 'I am with Anna Lindqvist here.',
        thread => 't')), 'outing-202', "$fail: there");
    $other->kill;
    $r = post($edge, 'fay', 'comment', 'I am with Anna Lindqvist here.',
        thread => 't');
    is($r->{status}, $fail eq 'open' ? 200 : 503, "$fail: away")
        or diag(explain($r->{headers}));
    $edge->stop;
}

done_testing();

#!/usr/bin/perl

# Bodies as they come over the wire: cut at every byte, in chunks, too large
# for memory.  The verdict is the same, and what is forwarded is what was
# sent, byte for byte.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use Test::More;
use Coc::Client;
use Coc::Nginx;
use Coc::Rules;
use Coc::Upstream;
use Coc::Util qw(sanitized);


my $app = Coc::Upstream->new;
my $nginx = Coc::Nginx->new(name => 'bodies');
my $rules = Coc::Rules::write_to($nginx->dir);
my $port = $app->port;

$nginx->configure(server => <<"END");
        coc on;
        coc_rules $rules;
        proxy_set_header X-CoC-Verdict \$coc_verdict;
        client_max_body_size 20m;

        location / { proxy_pass http://127.0.0.1:$port; }

        location /small/ {
            client_body_buffer_size 1k;
            proxy_pass http://127.0.0.1:$port;
        }

        location /file/ {
            client_body_in_file_only clean;
            proxy_pass http://127.0.0.1:$port;
        }

        location /single/ {
            client_body_in_single_buffer on;
            client_body_buffer_size 1k;
            proxy_pass http://127.0.0.1:$port;
        }

        location /stream/ {
            proxy_request_buffering off;
            proxy_http_version 1.1;
            proxy_pass http://127.0.0.1:$port;
        }

        location /lenient/ {
            coc_malformed pass;
            coc_overflow pass;
            coc_body_max 1k;
            proxy_pass http://127.0.0.1:$port;
        }

        location /watched/ {
            coc monitor;
            coc_body_max 1k;
            proxy_pass http://127.0.0.1:$port;
        }
END
$nginx->start;


sub multipart
{
    my (@parts) = @_;

    return join('', map {
        my ($head, $value) = @$_;
        "--b0undary\r\nContent-Disposition: form-data; $head\r\n\r\n$value\r\n"
    } @parts) . "--b0undary--\r\n";
}


my %type = (
    json      => 'application/json',
    form      => 'application/x-www-form-urlencoded',
    multipart => 'multipart/form-data; boundary=b0undary',
    plain     => 'text/plain; charset=utf-8',
    unknown   => 'application/x-thing',
);

# "@" stands for the word that hits

my %body = (
    json => qq({"title":"caf\xc3\xa9 \\u00e9","tags":["a","x @ y"],)
        . qq("deep":{"n":1.5,"t":null}}),
    form => 'title=caf%C3%A9+x&text=a+@+b&n=1',
    multipart => multipart([ 'name="title"', "caf\xc3\xa9" ],
        [ "name=\"scan\"; filename=\"x.png\"\r\nContent-Type: image/png",
          "\x89PNG\r\n\0\xff\r\n--b0undar" ],
        [ 'name="text"', "one\r\n\@\r\ntwo" ]),
    plain => "caf\xc3\xa9 \xe2\x80\x9c\@\xe2\x80\x9d text\n",
    unknown => qq( [ "a", "\@" ]),
);

my $dropped = qr/was read or replaced by another module/;

# what is forwarded, and the verdict with it

sub forwarded
{
    my ($r, $body, $verdict, $what) = @_;

    local $Test::Builder::Level = $Test::Builder::Level + 1;

    return fail("$what: no reply") if !$r;
    return fail("$what: status $r->{status}: $r->{body}")
        if $r->{status} != 200;

    my ($head, $got) = Coc::Upstream::split_request($r->{body});
    my ($told) = $head =~ /^X-CoC-Verdict: (\S+)/m;

    $told = '-' if !defined $told;
    return fail("$what: verdict $told") if $told ne $verdict;
    return ok($got eq $body, "$what: $verdict, unchanged");
}


for my $name (sort keys %body) {
    for my $case ([ 'harmless', 'pass', 200 ], [ 'flagword', 'flag', 200 ],
                  [ 'blockword', 'block', 403 ])
    {
        my ($word, $verdict, $status) = @$case;
        (my $body = $body{$name}) =~ s/\@/$word/;
        my $what = "$name, $word";

        my $r = $nginx->request('POST', '/', $body,
                                'Content-Type' => $type{$name});

        if ($status == 200) {
            forwarded($r, $body, $verdict, $what);

        } else {
            is($r->{status}, $status, "$what: $status");
        }

        # at every byte for one verdict, at a few for the others

        my $step = $word eq 'flagword' && !sanitized() ? 1 : 17;
        my $cuts = 0;
        my @bad;

        for (my $cut = 1; $cut < length $body; $cut += $step) {
            my $c = $nginx->client;

            $c->send(Coc::Client::format_request('POST', '/', undef,
                'Content-Length' => length $body, Connection => 'close',
                'Content-Type' => $type{$name}));
            $c->send_pieces(substr($body, 0, $cut), substr($body, $cut));

            my $got = $c->response;
            $c->close;
            $cuts++;

            if (!$got || $got->{status} != $status) {
                push @bad, $cut;
                next;
            }

            next if $status != 200;

            my ($head, $sent) = Coc::Upstream::split_request($got->{body});

            push @bad, $cut
                if $sent ne $body || $head !~ /^X-CoC-Verdict: $verdict\r?$/m;
        }

        is("@bad", '', "$what: cut at $cuts places");
    }
}


# chunks, and bodies that go to a file

for my $name (sort keys %body) {
    for my $case ([ 'harmless', 'pass' ], [ 'flagword', 'flag' ],
                  [ 'blockword', '' ])
    {
        my ($word, $verdict) = @$case;
        (my $body = $body{$name}) =~ s/\@/$word/;

        for my $sizes ([ 1 ], [ 2, 7, 1 ], [ 4096 ]) {
            my $c = $nginx->client;
            $c->send(Coc::Client::format_request('POST', '/', undef,
                'Transfer-Encoding' => 'chunked', Connection => 'close',
                'Content-Type' => $type{$name})
                . Coc::Client::chunked($body, @$sizes));

            my $r = $c->response;
            my $what = "$name, $word, chunks of @$sizes";

            $verdict ? forwarded($r, $body, $verdict, $what)
                     : is($r && $r->{status}, 403, "$what: 403");
            $c->close;
        }
    }
}

# text before, behind and in the file

my %large = (
    json  => sub { '{"a":"' . 'x ' x 20000 . $_[0] . '","b":"'
                   . 'y ' x 20000 . '"}' },
    form  => sub { 'a=' . 'x+' x 20000 . $_[0] . '+' . 'y+' x 20000 },
    plain => sub { 'x ' x 20000 . $_[0] . ' y' x 20000 },
    multipart => sub {
        multipart([ 'name="f"; filename="f.bin"', "\0\1\2\r" x 20000 ],
                  [ 'name="t"', 'x ' x 10000 . $_[0] . ' y' x 10000 ]) },
);

for my $name (sort keys %large) {
    for my $where ('/', '/small/', '/file/', '/single/', '/stream/') {
        my $body = $large{$name}->('flagword');
        my $what = "$name of " . length($body) . " bytes, $where";

        my $r = $nginx->request('POST', $where, $body,
                                'Content-Type' => $type{$name});
        forwarded($r, $body, 'flag', $what);

        my $c = $nginx->client;
        $c->send(Coc::Client::format_request('POST', $where, undef,
            'Transfer-Encoding' => 'chunked', Connection => 'close',
            'Content-Type' => $type{$name})
            . Coc::Client::chunked($body, 1000, 1, 30000));
        forwarded($c->response, $body, 'flag', "$what, chunked");
        $c->close;

        $r = $nginx->request('POST', $where, $large{$name}->('blockword'),
                             'Content-Type' => $type{$name});
        is($r && $r->{status}, 403, "$what: 403");
    }
}

# the word lies across the buffer's end

for my $shift (0 .. 9) {
    my $body = 'x ' x 508 . ' ' x $shift . 'flagword ' . 'y ' x 700;

    forwarded($nginx->request('POST', '/small/', $body,
        'Content-Type' => 'text/plain'), $body, 'flag',
        "a word across the buffer's end, $shift");
}

unlike($nginx->error_log, $dropped, 'nothing was read twice');


# by policy, what is malformed or too large goes on as it came

my $cut = '{"a":"x","b":[1,';
my $text = 'word ' x 1000;

forwarded($nginx->request('POST', '/lenient/', $cut,
    'Content-Type' => 'application/json'), $cut, 'pass', 'cut JSON passes');
forwarded($nginx->request('POST', '/lenient/', $text,
    'Content-Type' => 'text/plain'), $text, 'pass', 'over the limit passes');

for my $case (
    [ 'application/json', $cut, 'block-monitored' ],
    [ 'text/plain', $text, 'block-monitored' ],
    [ 'text/plain', 'a blockword', 'block-monitored' ],
    [ 'text/plain', 'a graveword', 'escalate-monitored' ],
    [ 'text/plain', 'a holdword', 'hold-monitored' ],
    [ 'text/plain', "\xff\xfe\0", undef ],
    [ 'text/plain; charset=utf-99', 'x', 'block-monitored' ],
    [ 'multipart/form-data', 'x', 'block-monitored' ],
    [ 'application/x-www-form-urlencoded', 'a=%zz&b=%', undef ],
) {
    my ($type, $body, $verdict) = @$case;
    my $r = $nginx->request('POST', '/watched/', $body,
                            'Content-Type' => $type);

    ok($r && $r->{status} == 200, "monitor: answered, $type") or next;

    my ($head, $got) = Coc::Upstream::split_request($r->{body});
    my ($told) = $head =~ /^X-CoC-Verdict: (\S+)/m;

    ok($got eq $body, 'monitor: unchanged');
    $verdict ? is($told, $verdict, 'monitor: told')
             : like($told, qr/-monitored$/, 'monitor: told');
}


# an upload of 10 MB: file parts pass by unread, and are no text

my $upload = multipart([ 'name="text"', 'see the film' ],
    [ 'name="f"; filename="film.bin"', pack 'N*', 1 .. 2_600_000 ],
    [ 'name="end"', 'a flagword' ]);

forwarded($nginx->request('POST', '/', $upload,
    'Content-Type' => $type{multipart}), $upload, 'flag', 'an upload of 10 MB');

(my $named = $body{multipart}) =~ s/x\.png/a blockword.png/;
is($nginx->request('POST', '/', $named,
                   'Content-Type' => $type{multipart})->{status},
   403, 'a file\'s name is screened');

(my $inside = $body{multipart}) =~ s/PNG/blockword/;
$inside =~ s/\@/harmless/;
forwarded($nginx->request('POST', '/', $inside,
    'Content-Type' => $type{multipart}), $inside, 'pass',
    'a file\'s content is not');

unlike($nginx->error_log, $dropped, 'nothing was read twice');

$nginx->stop;
$app->stop;
done_testing();

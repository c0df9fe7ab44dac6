#!/usr/bin/perl

# "Fill out your profile with a 'safe for work' photo and info": a profile is
# screened as a post is, in each of its fields, and its display name may not
# look like staff's.  One's own facts are in order.  What a picture shows is
# for people to judge.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use JSON::PP ();
use Test::More;
use Coc::Client;
use Coc::Code;

my $edge = Coc::Code::edge()->start;

sub profile
{
    my (%field) = @_;

    return Coc::Client::request($edge, 'POST', '/profile',
        JSON::PP->new->utf8->encode(\%field),
        'Content-Type' => 'application/json', 'X-Member' => 'ann');
}


Coc::Code::holds($edge, 'sexual', <<'END');
block  profile  Send me your nudes, ladies.
nudge|block  profile  I would totally bang her, says my favorite quote.
END

Coc::Code::holds($edge, 'hate', <<'END');
block  profile  Immigrants are cockroaches.
END

# what the rules once got wrong

Coc::Code::holds($edge, 'sexual', <<'END');
block|nudge  profile  Free porn at my page.
nudge|block  profile  Looking for a hookup tonight, dm me your pics, sexy.
END

# each field of it

my $r = profile(specialty => 'Urology', quote => 'Fuck you all.');
is($r->{headers}{'x-verdict'}, 'block', 'a quote is screened like the rest');

$r = profile(name => 'SERMO Admin', about => 'General practice');
is($r->{headers}{'x-verdict'}, 'hold', 'a name that looks like staff\'s');
like($r->{headers}{'x-sections'}, qr/impersonation/, 'is impersonation');
ok($r->{headers}{'x-published'}, 'and waits for a moderator');

# what a profile is for

for my $about (
    'Family doctor in rural Maine, twenty years, two dogs.',
    'Urologist. Penile and testicular cancer, vasectomy reversal.',
    'Favorite quote: "Wherever the art of medicine is loved, there is also a love of humanity."',
    'Gynecologist, teaching breast and pelvic examination.',
    'Medical director of a hospice. Ask me about dyspnea.',
) {
    $r = profile(name => 'countrydoc', about => $about);
    is($r->{headers}{'x-verdict'}, 'pass', $about)
        or diag($r->{headers}{'x-rules'});
}

$edge->stop;
done_testing();

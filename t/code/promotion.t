#!/usr/bin/perl

# "Don't engage in commercial promotion": offers, funds and sales talk are
# nudged ("say what your interest is"), money schemes are held, drugs for sale
# are stopped.  A book of one's own, a disclosed interest, a price, a journal's
# link are all in order.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;

my $edge = Coc::Code::edge()->start;

Coc::Code::holds($edge, 'promotion', <<'END');
nudge        post     Use code CARDIO15 for 15% off our ECG course, enroll today!
nudge        post     Please donate to my GoFundMe, every dollar helps the clinic.
nudge        comment  Book a free demo of our billing platform now, limited time offer.
nudge|hold   message  Get a free quote on malpractice cover, call us now at 800-555-0145.
hold         post     Make $8,000 a month from home, sign up with my referral link.
block        post     Buy oxycodone online without a prescription, worldwide shipping.
END

Coc::Code::holds($edge, 'promotion', <<'END');
pass  post     I wrote a book on rural obstetrics. Disclosure: I earn royalties from it.
pass  comment  Disclosure: I am a paid consultant of the maker of this valve.
pass  comment  The trial is at https://www.nejm.org/doi/full/10.1056/NEJMoa2034577
pass  comment  Apixaban costs my patients 560 dollars a month without insurance.
pass  post     Which scribe software do you use, and what does it cost you?
pass  comment  The manufacturer's coupon brought her copay down to ten dollars.
pass  comment  We bought our dermatoscope second hand, no ties to the shop.
pass  post     Our department raised money for the food bank last Saturday.
pass  comment  Discount that value, the sample was hemolyzed.
END

my $r = Coc::Code::post($edge, 'post',
    'Use code CARDIO15 for 15% off our ECG course, enroll today!');
like(Coc::Code::problem($r)->{detail}, qr/interest/,
     'the reply asks for a disclosure');

$edge->stop;
done_testing();

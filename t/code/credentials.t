#!/usr/bin/perl

# "… or sharing your login information with anyone else": a login with its
# password, an account passed on, a key: stopped.  Talk of passwords is not.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;

my $edge = Coc::Code::edge()->start;

Coc::Code::holds($edge, 'credentials', <<'END');
block  message  My login: drsmith71, password: Autumn-77x
block  comment  username: wardteam pw: Rounds2020!
block  message  Feel free to use my SERMO account, I will send you the password.
block  message  My nephew isn't a doctor but I gave him my SERMO login.
block  post     Anyone want to share a SERMO account?
block  post     Our API key is sk_live_4eC39HqLyjWDarjtT1zdp7dc, use it.
END

Coc::Code::holds($edge, 'credentials', <<'END');
pass  post     How often does your hospital make you change your password?
pass  comment  Never give anyone your password, not even the help desk.
pass  comment  Two interns were warned for charting under the same login.
pass  comment  Credentialing took five months at the new hospital.
pass  comment  I forgot my password again and was locked out during a code.
pass  comment  Share the decision with the patient, and log in the consent.
pass  post     Does the PDMP in your state allow delegate accounts?
pass  comment  The key finding is a token amount of effusion.
END

# what the rules once got wrong

Coc::Code::holds($edge, 'credentials', <<'END');
pass  comment  A nurse was let go after using a colleague's login.
END

unlike(Coc::Code::log($edge), qr/Autumn-77x|4eC39/,
       'a password never gets into the log');

$edge->stop;
done_testing();

#!/usr/bin/perl

# "Do not out another member": a handle tied to a name is stopped, a workplace or
# a hunt for one is held; people who are known to be public, and talk of
# anonymity, are left alone.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;

my $edge = Coc::Code::edge()->start;

Coc::Code::holds($edge, 'outing', <<'END');
block       comment  Just so you know, sternalrub is really Dr. Paul Hanratty from Toledo.
block       post     boneyard_md = Dr. Susan Keller, look her up.
block       comment  His real name is Dr. Victor Almeida and he works at Lakeview Clinic.
hold|block  comment  Her practice is Stonebridge Clinic, in case you want to tell her partners.
hold|block  post     I found his Facebook page: facebook.com/paul.hanratty.7
END

Coc::Code::holds($edge, 'outing', <<'END');
pass  post     I keep my name to myself here, and I am glad that you all do.
pass  comment  Dr. Fauci said so in an interview last year.
pass  comment  Which of the hand surgeons in Denver would you refer to?
pass  comment  As you say in your profile, you trained in Boston.
pass  comment  The corresponding author works at the University of Leeds.
pass  comment  Pott, Colles and Smith all gave their names to fractures.
pass  post     A reminder: never reveal who another member is.
END

# what the rules once got wrong

Coc::Code::holds($edge, 'outing', <<'END');
hold|block  comment  She works at Stonebridge Pediatrics, in case anyone wants to complain.
hold|block  message  Does anybody know who cathking is? Let's find out where he practices.
hold|block  message  Can anyone figure out who cathking is in real life?
END

my $r = Coc::Code::post($edge, 'comment',
    'Just so you know, sternalrub is really Dr. Paul Hanratty from Toledo.');
like(Coc::Code::problem($r)->{detail}, qr/who another member is/,
     'the reply names the clause');
unlike(Coc::Code::log($edge), qr/Hanratty/, 'and no log the name');

$edge->stop;
done_testing();

#!/usr/bin/perl

# "Don't be ugly": what is mild comes back once as a nudge, what is aimed and
# foul is stopped, an oath at nobody is flagged at most, and a colleague may
# disagree as firmly as he likes.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;

my $edge = Coc::Code::edge()->start;

# name-calling, ad hominem

Coc::Code::holds($edge, 'ugly', <<'END');
nudge        comment  You are an idiot and should read the paper first.
nudge        comment  Only an imbecile would anticoagulate that.
nudge        comment  What a clown you are.
nudge        message  You're a disgrace to our profession.
nudge        comment  You are a quack and a hack.
nudge|block  comment  You pathetic little moron.
END

# aimed and foul

Coc::Code::holds($edge, 'ugly', <<'END');
block        comment  Fuck you and your guidelines.
block        message  go fuck yourself
block        comment  You are an asshole, sir.
block        comment  F*ck you, all of your kind.
END

# at nobody: published, and no more than flagged

Coc::Code::holds($edge, 'ugly', <<'END');
flag         comment  Fuck, that was a long night on call.
pass|flag    post     This EHR is a damn mess.
pass|flag    post     Prior auth is bullshit.
END

Coc::Code::holds($edge, 'ugly', <<'END');
pass  comment  I completely disagree: your sample is too small and the p value is luck.
pass  comment  You're wrong about the dose, and here is the reference.
pass  post     A patient screamed "you idiot" at my nurse today. How do you de-escalate?
pass  comment  What an idiotic prior authorization form.
pass  comment  I was a fool to trust that first troponin.
pass  comment  Idiopathic is what we say when we have no clue.
pass  comment  Assess the mass, then pass the scope under the fascia.
pass  post     Please report insults instead of answering them.
pass  comment  Dumping syndrome after the bypass, stool looks like nothing on earth.
END

# what the rules once got wrong

Coc::Code::holds($edge, 'ugly', <<'END');
nudge  comment  You are an idiot if you believe that trial.
nudge  comment  Do you even have a brain?
block  comment  F.u.c.k  y.o.u
pass   comment  Moron, imbecile and idiot were once terms of diagnosis.
nudge  comment  You haven't got a clue, you amateur.
pass   comment  The word cretin has left our textbooks, rightly so.
END

my $r = Coc::Code::post($edge, 'comment', 'You are an idiot.');
my $problem = Coc::Code::problem($r);

like($problem->{detail}, qr/not the person/, 'the reply names the clause');
ok($problem->{confirm}, 'and lets the member think again');

$r = Coc::Code::post($edge, 'comment', 'Fuck you.');
ok(!Coc::Code::problem($r)->{confirm}, 'what is blocked can\'t be confirmed');

$edge->stop;
done_testing();

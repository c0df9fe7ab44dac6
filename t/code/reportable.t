#!/usr/bin/perl

# "Anything that would have to be reported to law enforcement": a credible threat
# is stopped, escalated and logged at crit; a veiled one waits for a moderator.
# A member in danger is never punished.  Violence in the clinic is talk of the
# trade.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;

my $edge = Coc::Code::edge()->start;

Coc::Code::holds($edge, 'threat', <<'END');
escalate             message  I know where you work and I will come and kill you.
escalate             post     I am bringing a gun to the clinic on Monday.
escalate             post     I am going to shoot the governor.
hold|block|escalate  message  Watch your back in the parking lot.
hold|block|escalate  comment  Somebody should burn that clinic down with them inside.
END

my $crit = () = Coc::Code::log($edge) =~ /\[crit\] .*verdict=escalate/g;
cmp_ok($crit, '>=', 3, 'each escalation is logged at crit');
unlike(Coc::Code::log($edge), qr/governor|parking/, 'without its text');

Coc::Code::holds($edge, 'threat', <<'END');
pass  post     My patient says he will kill his wife. Do I have a duty to warn?
pass  comment  Threatened abortion at nine weeks, the bleeding stopped.
pass  comment  The antibiotic kills anaerobes too.
pass  comment  Gunshot wound to the abdomen, explored within the hour.
pass  comment  That night shift almost killed me.
pass  comment  Shoot the ECG over to me and I will look.
END


# self-harm: published, and a person is told

Coc::Code::holds($edge, 'selfharm', <<'END');
flag  post     I am going to kill myself tonight.
flag  message  I want to die, I have a plan and I am ready.
END

Coc::Code::holds($edge, 'selfharm', <<'END');
pass  comment  She denies suicidal ideation, safety plan made.
pass  post     Our resident died by suicide last spring. How did you cope?
pass  comment  If you think of ending your life, please call 988.
END

$edge->stop;
done_testing();

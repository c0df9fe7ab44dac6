#!/usr/bin/perl

# "Do not be creepy": demands are stopped, pursuit is held, remarks on looks are
# nudged; a friendly or a professional message is left alone.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use Test::More;
use Coc::Code;

my $edge = Coc::Code::edge()->start;

Coc::Code::holds($edge, 'creepy', <<'END');
hold|block   message  I will keep writing to you until you answer me.
hold|block   message  You blocked me, so I made another account.
hold|block   message  I waited for you outside the hospital last night.
hold|block   message  I drive past your house every evening.
nudge|hold   message  You look gorgeous in your profile photo.
nudge|hold   message  Come on sweetheart, give me your number.
END

Coc::Code::holds($edge, 'sexual', <<'END');
block  message  Send me nudes.
END

Coc::Code::holds($edge, 'creepy', <<'END');
pass  message  May I ask you about the fellowship in a private message?
pass  message  Thank you, your answer on hyponatremia helped me a lot.
pass  message  I wrote to you last week about the job, no hurry.
pass  post     A patient follows me to my car. How do you handle a stalker?
pass  comment  We followed her for five years with yearly scans.
pass  comment  Lovely photo of that fundus, can you share the settings?
pass  post     How do I block a member here?
pass  comment  Ask about sex, drugs and mood when you see teenagers alone.
END

# what the rules once got wrong

Coc::Code::holds($edge, 'sexual', <<'END');
nudge|block  message  I want to see you naked, message me.
block        message  Send me a picture of your tits.
END

# what the rules once got wrong

Coc::Code::holds($edge, 'creepy', <<'END');
hold|block  message  I followed you home from the conference yesterday.
END

$edge->stop;
done_testing();

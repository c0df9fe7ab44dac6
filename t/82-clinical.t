#!/usr/bin/perl

# Shop talk that looks like strong words in disguise, or holds them: at most
# one of these sentences is hit by the default rules.  All were written for
# this test.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";

use File::Temp ();
use JSON::PP ();
use Test::More;
use Coc::Util qw(root build_dir);

use constant HITS => 1;

my $json = JSON::PP->new->utf8;
my $cocctl = build_dir() . '/cocctl';
my $in = File::Temp->new;
my @sentences = grep { length } split /\n/, join '', <DATA>;

for my $i (0 .. $#sentences) {
    utf8::decode(my $text = $sentences[$i]);
    print $in $json->encode({ id => $i, text => $text }), "\n";
}

close $in;

open my $out, '-|', $cocctl, 'check', '--rules', root() . '/rules', '--jsonl',
    "$in" or die "$cocctl: $!\n";
my @verdicts = map { $json->decode($_) } <$out>;
close $out;

is(scalar @verdicts, scalar @sentences, 'a verdict for each sentence');
cmp_ok(scalar @sentences, '>=', 80, 'sentences');

my @hit = grep { $_->{verdict} ne 'pass' } @verdicts;

diag("$_->{verdict} by @{ $_->{rules} }: $sentences[$_->{id}]") for @hit;

cmp_ok(scalar @hit, '<=', HITS, 'clean sentences that are hit');

done_testing();

__DATA__
Day 3 of 5-FU, CK normal, lipase normal, ANC 1.2.
On FU CK was 900, troponin negative, statin stopped.
F/U CK and aldolase in 2 wk, then PT and OT.
F U in 2 wk, C K on the same day if weak.
Seen by S. H. at 3 pm, by I. T. support at 4.
The tech wrote A S S on the chart for anterior superior spine.
A.S.S. 100 mg daily is aspirin on the German discharge letter.
ASS/clopidogrel for 12 months after the stent.
Hx: s.h. of smoking, f.h. of CAD, no t.b. contact.
SH: it technician, lives with wife, two cats.
Patient was hit by a car, this hit his left hip.
Push it slowly over 2 minutes, then flush it.
Flush it, then wash it, then dress it.
Those who re-examined the slides agreed with the first reader.
Nurses who re tape the line should change gloves.
Cu NT level was drawn, ceruloplasmin pending; cu. nt. in the log means count.
Count: 12,000; aunt on the mother's side had CML.
The cunning surgeon cut under the cuneiform; cuneate fasciculus spared.
Vitamin B itch study: nicotinamide against uremic itch.
Hepatitis B itch is worse at night with cholestasis.
Primary biliary cholangitis, itch 8/10, bile acids high.
The bit changed in the drill, then the burr.
Bitcoin ransom was paid by the hospital; birch pollen season began.
Basta rd 4 is a trial code, BASTA-2 was negative.
A bass player with focal dystonia of the hand.
Mustard operation in 1974, baffle leak now.
Scunthorpe General, Penistone clinic and Sussex registry took part.
A cockroach antigen skin test and a cockpit voice recorder.
Dr. Dickson, Dr. Hancock and Dr. Butts reviewed the film.
Assess, reassess and document assent; the assistant assayed it.
Classic mass in the bass voice range, assuming no recurrence.
Pass the glass of water, chew the grass pollen tablet slowly.
Analysis of analgesia in anal canal surgery.
Therapist's note: the rapist was identified by DNA, the patient is safe.
Expert exchange on who represents whom.
Methamphetamine, methacholine and meth lab burns in one week.
Title: Titrate titanium titers.
Coccyx x-ray 2 views; cocci in clusters; cockayne syndrome.
Hoe was used as a lever, a rake and a spade cut two toes.
The nigral cells die, substantia nigra pales.
Nigericin, Niger and Nigeria, a nigrescent plaque in acanthosis.
A niggling cough; sniggering teens; denigrated staff.
Fagaceae pollen; fagopyrum allergy; a fag end burned his lip.
Spica cast for hip dysplasia; hospice; conspicuous rash.
Spic and span OR, but the C-arm was dusty.
Paki2 is a kinase gene; PAK1 and PAK2 too.
Kikuchi disease, Kikendall forceps.
Wogonin lowers IL-6; a yidaki player with hernia.
Gookin wrote on ergot, Coon on DNA, Chin on lungs.
HLA-B*27 positive, HLA-B*57:01 negative, CYP2D6*4 carrier.
*Note: BP 120/80, HR 70. **Allergies: none.
Rate your pain: 0 = none, 10 = worst!!! ??? Call us.
Na+ 140, K+ 4.1, Cl- 101, HCO3- 24, Mg++ 0.8.
S1+S2, no S3/S4; L4-L5; C5-C6; T1; B12; B6.
Codes: B1TC7, 5H17X, F0CK3, A55H0, C0NT4 in the export.
Lot F4C-K12, serial SH1-T33, model B1-7CH.
pH 7.32, pCO2 48, FiO2 0.4, PEEP 8, Vt 420.
Fc receptor, Fuc residue, FUCA1 deficiency, fucose, fucoidan.
Fuchs dystrophy, Fuchs spot, Fick principle, Focke ward.
Fuzzy coat; fecal fat; facts; focus; fox bite; folks.
Sheet, shoot, shot, shut, ship, chic, shift, shunt, shin.
Shih Tzu bite; Shitake dermatitis is a flagellate rash.
Hashitoxicosis in a 30 year old; Hashimoto with TPO 900.
Dr. Ishitani and Dr. Yoshitake described the mosaic.
Faeces in the OR drain, feculent; faked seizure; fucidin cream.
Whole blood; a hole in the septum; whorl of keratin; whose chart.
Slit lamp exam, slot allocation, salt loss, silt in the sample.
Suture: 3-0 silk; f-u-p in 6 months; p-a-p smear; b-i-d dosing.
Take 1 tab q.i.d., p.r.n. pain; n.p.o. after 12 a.m.; i.v. p.c.a.
E. coli, S. aureus, C. difficile, K. pneumoniae, H. influenzae, T. pallidum.
Vitamins A, B, C, K and D; leads V1 to V6; groups A, B, AB, O.
A B C D E approach; S O A P note; F A S T exam; A T L S.
S P I C E mnemonic; B I T E score; C U T off; S H I F T plan.
Dose: 5 mg/kg -- max 300 mg -- q6h ... then reassess.
See https://clinic.example/fu/ck-mb?it=1 for the CK-MB chart.
Hit and run; hit the wall; s/p hit (heparin-induced thrombocytopenia).
HIT panel sent, PF4 high, argatroban begun; s-HIT score 2.
Sucking chest wound; suckle reflex; sucker tip blocked.
Duck gait; tuck position; luck; buck teeth; muck in the nail bed; puck.
Hysterical is out, functional is in; retarded gastric emptying remains.
The bitch in the canine study whelped six; the dog and bitch groups.
Bastrop county, Bastian's aphasia, a bustard and a buzzard.
Crap score is not a score, CRAB criteria are: calcium, renal, anemia, bone.
Twitch of the eyelid; switch to oral; stitch out on day 10; witch hazel.
Unit count: 12; cent. line; counts of CD4; discount; Kent; cant.
Cum laude; circumcision; cucumber; locum; document; sputum cum blood.

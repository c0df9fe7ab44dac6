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
use constant MODEL_HITS => 6;   # it takes words for what they mean elsewhere

my $json = JSON::PP->new->utf8;
my $cocctl = build_dir() . '/cocctl';
my $in = File::Temp->new;
my @sentences = grep { length } split /\n/, join '', <DATA>;

for my $i (0 .. $#sentences) {
    utf8::decode(my $text = $sentences[$i]);
    print $in $json->encode({ id => $i, text => $text }), "\n";
}

close $in;

sub verdicts
{
    my ($model) = @_;

    open my $out, '-|', $cocctl, 'check', '--rules', root() . '/rules',
        '--model', $model, '--jsonl', "$in" or die "$cocctl: $!\n";
    my @verdicts = map { $json->decode($_) } <$out>;
    close $out;

    return @verdicts;
}

my @verdicts = verdicts('off');
my @with = grep { $_->{verdict} ne 'pass' }
           verdicts(root() . '/model/coc.model');

is(scalar @verdicts, scalar @sentences, 'a verdict for each sentence');
cmp_ok(scalar @with, '<=', MODEL_HITS, 'clean sentences that the model adds to')
    or diag(map { "$_->{verdict} by @{ $_->{rules} }: $sentences[$_->{id}]\n" }
            @with);
cmp_ok(scalar @sentences, '>=', 200, 'sentences');

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
Breast self exam: lump at two o'clock, nipple retraction, no discharge.
Penile fracture after intercourse, taken to the OR within four hours.
Vulvar lichen sclerosus, clobetasol nightly for a month.
Testicular torsion, bell clapper deformity, orchiopexy both sides.
Cock-up splint for radial nerve palsy.
Nutcracker syndrome with left flank pain and a varicocele.
Balls of the feet are tender, Morton neuroma suspected.
He was abused as a child and reports suicidal ideation without a plan.
She wants to kill herself; we called psychiatry and took her off the ward.
Rape kit done within 72 hours, PEP and emergency contraception given.
Heroin overdose, naloxone drip, then leaving against advice.
Meth mouth, crack lung, weed-induced hyperemesis: a Saturday night in the ED.
Spastic diplegia, botulinum toxin into both gastrocs.
Cretinism is now called congenital hypothyroidism.
Idiot, imbecile and moron were grades in the Binet era.
The crippled limb was painless; a crippling rheumatoid hand.
Lunatic asylums of the nineteenth century, a short history.
Hysterical paralysis became functional neurological disorder.
Dr. Hooker and Dr. Wiener wrote the chapter on Rh antigens.
The Dick test for scarlet fever, the Schick test for diphtheria.
Cox regression, Koch's postulates, Wang needle, Ho index.
Mr. Assmann's focus is an early tuberculous infiltrate.
Kuntz nerve, Fuchs heterochromic iridocyclitis, Weiner fold.
Phuc Nguyen, Bich Tran and Fuk Lee are first authors.
Fukuyama congenital muscular dystrophy, FKTN insertion.
Cockayne syndrome and Hitchcock's frame.
Dickinson and Becton made the tube, Dickerson ran the trial.
Babcock clamp, Allis clamp, woodcock surgery, shuttlecock valve.
Hancock porcine valve, Peacock plastic surgery text.
Raccoon eyes after a basal skull fracture, battle sign.
Titrated to effect, then tit for tat on the dose.
Strip the vein, screw the plate, bang the drum slowly.
Crack cocaine chest pain, no beta blocker, please.
Pot belly, hot tub lung, popcorn lung, hell in the ICU.
Screw fixation, lag screw, screw you turn clockwise by half a turn.
Suck it up through a straw: bubbles in a child with RAO.
She reports pain on penetration and anorgasmia since the SSRI.
Masturbation in toddlers is normal, reassure the parents.
Incest survivors group meets on Mondays.
The pedodontist found caries, the pedorthist a short leg.
Homozygous factor V Leiden, homo sapiens, homogenate.
Lesbian couples and transgender men need cervical screening too.
Ashkenazi Jewish panel, Black race coefficient, Asian BMI cut-offs.
Achondroplasia is the commonest cause of dwarfism.
Chink in the armor, chinks between cells, a slant lesion.
Pitch black stool, bloody vomit, bloody show at term.
Damn lies and statistics: how to read a forest plot.
CRAP is not a criterion, FART is: frequency, amplitude, rate, tone.
Ass and mule anatomy in the veterinary anatomy theater.
Uranus, Titan, Titania; assets, cassettes, basset, Hassall.
Scunthorpe, Penistone, Clitheroe, Sussex and Cockermouth sent data.
Matsushita, Takeshita, Yamashita and Morishita reviewed.
Assessment: asthma. Assessed by the assistant. Passed the class.
Cum laude graduate on the cumulative incidence curve.
Therapists, rapists: a sentence about word breaks, the rapist is in jail.
The specialist's smartwatch found the flutter; a rapper's nodules.
Take B12 1 mg q.d., 5-HT3 blocker p.r.n., T4/TSH in 6 wk.
f/u CK in 2 wk; s/p CABG; w/o fever; h/o MI; c/o SOB; r/o PE.
A&S exam, A+O x3, S&E, R&D, I&D, D&C, T&A, H&P.
Hx: s/p TKA, c/b DVT, d/t immobility, 2/2 cast, w/u neg.
SHT1A, HTR2A, S100A4, CD4/CD8, B7-H3, A1AT, C1q, F5, F8.
A s s e s s m e n t and P l a n
H I S T O R Y  O F  P R E S E N T  I L L N E S S
S U B J E C T I V E : feels well. O B J E C T I V E : afebrile.
F u c o s e and m a n n o s e in letterspaced type.
A S S E S S M E N T : stable. S H I F T : nights.
D I A G N O S I S , T R E A T M E N T , F O L L O W - U P
102 117 98 110 105 99 95 glucose readings this week.
0.12 0.33 0.45 1.23 4.55 5.17 5.17 8.008 13.37
12/11/24 6-21 3-11 19-8 2-9 20-3 dates of shots
Leads I, II, III, aVR, aVL, aVF, V1, V2, V3, V4, V5, V6.
Initials: F.U., C.K., S.H., I.T., B.I., T.C.H., C.U., N.T.
> Patient said he would kill himself.
See https://example.org/a/fu_ck-1234?id=5h17&c=b17ch for the image.
Commit 6b63756600ff, md5 d41d8cd98f00b204e9800998ecf8427e, sha a94a8fe5cc.
Authorization: Basic dXNlcjpwYXNzd29yZA== was in the log by mistake.
for (i = 0; i < n; i++) { fu[i] = ck[i] * 2; }
if (s->hit && b->itch) { return a$s; } // cache hit
SELECT cu, nt FROM labs WHERE as_hole IS NULL;
C:\clinic\hit\list.txt and /var/log/fu/ck.log
Der Patient hat Husten, Schnupfen und eine dicke Backe; ASS 100 morgens.
Die Faust, der Fuß, die Füchse, dick und dünn, sechs Wochen, Sekt.
Le patient a une douleur au cou, une toux, un phoque à part; bite de serpent.
La secrétion, le concombre, cul-de-sac de Douglas, retard de croissance.
El niño tiene tos, fiebre, fichas, puntos; la concha nasal, el pene, la pepa.
Negro de humo, Rio Negro virus, Sierra Nevada virus, Punta Toro.
Il paziente ha culo dolente? No: cuneo, cute, fico, fucsia.
Pusher syndrome after right MCA stroke; he pushes to the left.
Hit rate 0.8, false alarms 0.2; s hit in the log means second hit.
The bitches in the Dachshund cohort whelped; male dogs and bitches.
Cunninghamella grew; cuneiform, cuniculus, cunnilingus asked in history.
Muskets and rammed earth: shell shock, shot, shat in an old diary.
Slutsky on ventilators, Slutzky on statistics, a slit of light.
Professor Dikshit showed that resistance falls.
Gay-Lussac's law, Gaylord's hook, Gay's phlegmon.
Bastard file, bastard cedar, bastard saffron in an herbal.
Mongolian spot over the sacrum, Mongolian gerbil, mongoose bite.
Negroid was once used in anthropology; the word is obsolete.
Queer and questioning youth have higher rates of self-harm.
Fag, fagged, fatigued: British slang in the notes from 1950.
Jap was his surname, Coon was hers, and both consented.
Retarded ejaculation, retarded growth, flame retardants, fire retarding.
The dumb terminal on the ward; deaf and dumb was a term of art.
Kill the bacteria, not the patient: MBC versus MIC.
Shoot-through C-spine view; shoot for a MAP of 65.
Trigger finger, trigger point, trigger warning, bullet extraction.
He stabbed himself; GSW to the abdomen; bomb blast lung.
Abortion, stillbirth, demise: words to use with parents.
Cutting, burning and hanging are the methods asked about in triage.
Prostitute, sex worker, john, pimp: which words do you chart?
Gonorrhea in the throat after oral sex, anal swab also positive.
Erection lasting over four hours needs aspiration of the corpora.
Urine dip: leukocyte esterase 3+, nitrite +, blood 2+, pH 5.5.
K+ 5.4, Na+ 128, Ca++ 1.9, Mg 0.6, PO4-- low, HCO3- 15.
pO2 8.5 kPa @ FiO2 0.6; HR 110 @ rest; 20% BSA burn; $400/dose.
Rx: ASA 81 #30, sig 1 qd; Tyl #3 #20 0 RF; disp: 1 (one) tube.
CK*MB, CK-MB, TnI<0.04, BNP>900, D-dimer~2.4, Cr 1.8^, K 3.1v.
HbA1c 9.1%!!! BP 210/120 (!!) -> admit ??? who's on call?
(s)he, his/her, and/or, he/she/it, w/ and w/o, p/w SOB.
B/L LE edema, R>L, s1/s2 nl, no m/r/g, CTAB, no w/r/r, NT/ND.
Dr. T. Itch, S. Hole, A. Ss., C. U. Nt and F. Ock are made up.
Pt. c/o it ch ing all over, typed on a broken keyboard.
Ca$h pay, $100 co-pay, 50% off, #1 ranked, @home care, 24/7 help.
This hit home. That bit chafed. As soles wear, gait changes.
Push it in, finish it, wash it, dish it, wish it were over.
Mass hole in the film: a pinhole; glass hole punch; bass hollow.
Basta rdquo; and b&amp;b; &nbsp; &shy; entities in a pasted letter.
f-MRI, u-PA, c-Kit, k-Ras; F-18, U-100, C-14, K-12.
F U C: fever, urgency, cystitis; K: kidney pain. A mnemonic.
A B C D of moles, F A S T of stroke, C U R B of pneumonia.
S.H.I.P. study, F.A.C.T. scale, B.I.T.E. inventory, C.U.T. trial.
Hep B itch, hep C rash: cholestasis in both; vitamin b itch.
The a.s.s. in French notes is acide acetylsalicylique.
Fistula: ass. abscess (associated); ass. prof.; ass. editor.
Wide-bore NG, large hole needle, a hole-in-one biopsy.
Anus imperforate, cloaca, rectum, perineum: all charted in one note.
Spaz, spastic, spazzing: how teens describe myoclonus.
Nuts: allergy to peanuts, walnuts, chestnuts; going nuts on night call.
Jerks: knee jerks brisk, ankle jerks absent, myoclonic jerks.
Fool's gold, foolproof dosing, ship of fools, April Fool.
Moron, cretin, and imbecile are struck from the DSM index.
Fuc-TVII, fuc1, Fuc(a1-2)Gal, FucT; Shc, Src, Syk, c-Kit.
T1w, T2*w, SWI*, R2* map; p<0.05*, p<0.01**, p<0.001***
Grade A-E, panels a...e, figures b-h, rows c-t, columns f-k.
Tumor, 4.5 x 3.2 x 2.1 cm; 2x2; 3xx; C. diff x2; XX and XY.
Fxn, Dx, Hx, Tx, Sx, Bx, fx of the hip, sx of CHF, bx x4.
FUK, CUX1, FANCA, SHH, KIT, ASS1, COX-2, PSA, SH3 and ABO on the panel.
Shitole, Kuntze, Dikshit and Bakshi published on tuberculosis.
Moderators: member X sent me "kill yourself" in a private message.
Reported by staff: a visitor used the n-word and was asked to leave.

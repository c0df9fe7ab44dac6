#!/usr/bin/perl

# "Make sure they're HIPAA compliant and you've redacted any identifying
# information": each kind of identifier in a case stops it until it is taken
# out; what only looks like one, in clinical talk, does not.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";

use JSON::PP ();
use Test::More;
use Coc::Client;
use Coc::Code;

my $edge = Coc::Code::edge()->start;

Coc::Code::holds($edge, 'phi', <<'END');
hold|block        case     Her SSN is 412-60-8125, for the disability form.
hold|block        case     MRN 00915523, seen twice last week.
nudge|hold|block  case     DOB 04/11/1957, on dialysis since March.
nudge|hold|block  comment  You can call her son at (505) 555-0132.
nudge|hold|block  post     Write to him at jan.kowalski81@example.com for the films.
nudge|hold|block  case     She lives at 1127 Maple Street, Springfield, IL 62704.
nudge|hold|block  case     Patient: Rosalind Achterkamp, 71 years old, with ascites.
nudge|hold|block  message  Medicare 1EG4-TE5-MK73 denied the scan.
nudge|hold|block  case     The pacemaker's serial number is PJN7204418S.
nudge|hold|block  case     He logged in from 203.0.113.77 and never read the result.
hold|block        comment  His card is 4111 1111 1111 1111, he wrote in the portal.
END

Coc::Code::holds($edge, 'phi', <<'END');
pass  case     71-year-old woman, ascites, SAAG 1.8, INR 1.9, MELD 21.
pass  case     BP 148/92, HR 104, T 38.4, SpO2 93% on 2 L.
pass  comment  See PMID 31535829, doi:10.1056/NEJMoa1911303 and NCT04280705.
pass  comment  Billed 99214 with M05.79, paid in 14 days.
pass  comment  Call 988, or poison control at 1-800-222-1222.
pass  comment  Cushing, Graves and Hashimoto, all in one family.
pass  comment  NDC 0002-8215-01 has been on backorder since 2023.
pass  comment  N Engl J Med 2020;382:1708-1720.
pass  case     Amiodarone 400 mg bid for 10 g, then 200 mg daily.
pass  post     Take the MRN, the name and the date of birth out before you upload.
END

# the eighteen kinds of the Safe Harbor rule, 45 CFR 164.514(b)(2), in a case:
# what identifies by itself is blocked, a day, an age or a region is held

Coc::Code::holds($edge, 'phi', <<'END');
block  case  The patient's name is Rosalind Achterkamp.
block  case  His daughter, Emily, brought him in.
block  case  Home address: 1127 Maple Street, Springfield.
block  case  Er wohnt Lindenallee 14 in Bern.
hold   case  She comes from Springfield, IL 62704 and has gout.
block  case  DOB 04/11/1957, on dialysis since March.
hold   case  Admitted on March 14, 2023 with sepsis.
hold   case  Date of death: 12 May 2021.
hold   case  A 94-year-old woman, delirious.
block  case  You can call her son at (505) 555-0132.
block  case  Fax 505-555-0188, attention Emily.
block  case  Write to jan.kowalski81@example.com for the films.
block  case  Her SSN is 412-60-8125.
block  case  MRN 00915523, seen twice last week.
block  case  Insurance ID: ABC-987654, denied twice.
block  case  Account # 8830021457 was billed twice.
block  case  Driver's license number D245-938-19-203.
block  case  VIN 1M8GDM9AXKP042788, rear-ended at 40 mph.
block  case  The pacemaker's serial number is PJN7204418S.
block  case  His profile is facebook.com/jan.kowalski.81, look.
block  case  He logged in from 203.0.113.77.
block  case  The house is at 37.77493, -122.41942, the well behind it.
block  case  > Patient Rosalind Achterkamp, 71 years old
block  case  His wife said, "Patient Jan Kowalski is allergic."
nudge  post  My patient, Anna Andersson, asked me to post this.
END

Coc::Code::holds($edge, 'phi', <<'END');
pass  case  ICD-10 E11.65, CPT 99214, NDC 0002-8215-01, PMID 31535829.
pass  case  An 89-year-old man, SpO2 95% on air, 95 mg/dL.
pass  case  Patients aged 90 or older were excluded.
pass  case  Symptoms since 2019, worse in May.
pass  case  Published March 14, 2023, updated 12/05/2023.
pass  case  Whipple procedure, Foley catheter, Babinski sign, Crohn disease.
pass  case  Smith J, Jones K. Lancet 2003;361:1159-66.
pass  case  Smith et al. (2003) saw it in 40 of 112 patients.
pass  case  GCS 15, NIHSS 4, APACHE II 18, WBC 11.2.
pass  case  Street drugs in 12 of 40, 10 Fr catheter, 5 French sheath.
pass  case  Give it @ 5 mg/kg, vitamin B12 1 mg.
END

# wherever it stands: the title, a list, a form, a part of a form

my $mrn = 'MRN 00915523';
my $json = JSON::PP->new->utf8;

for my $case (
    [ 'a title', 'application/json', $json->encode({ title => $mrn }) ],
    [ 'a list of labs', 'application/json',
      $json->encode({ case => { labs => [ 'Na 138', $mrn ] } }) ],
    [ 'a form', 'application/x-www-form-urlencoded', 'text=MRN+00915523' ],
    [ 'a part of a form', 'multipart/form-data; boundary=b',
      "--b\r\nContent-Disposition: form-data; name=\"history\"\r\n\r\n$mrn\r\n"
      . "--b--\r\n" ],
    [ 'a text file', 'multipart/form-data; boundary=b',
      "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n"
      . "Content-Type: text/plain\r\n\r\n$mrn\r\n--b--\r\n" ],
) {
    my ($name, $type, $body) = @$case;
    my $r = Coc::Client::request($edge, 'POST', '/case', $body,
                                 'Content-Type' => $type);

    like($r->{headers}{'x-verdict'}, qr/^(?:hold|block)$/, "in $name");
    like($r->{headers}{'x-sections'}, qr/\bphi\b/, "in $name: as patient data");
}

unlike(Coc::Code::log($edge), qr/00915523|412-60|Achterkamp/,
       'no identifier gets into the log');

$edge->stop;
done_testing();

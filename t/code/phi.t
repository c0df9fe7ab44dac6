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

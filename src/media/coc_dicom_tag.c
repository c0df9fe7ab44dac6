/*
 * The elements of a DICOM file that say who, where and when, or that a person
 * wrote.  Source: DICOM PS3.6 (data dictionary) and PS3.15, annex E
 * (confidentiality profiles).
 */

#include "coc_dicom_tag.h"


/* Sorted by tag: group, element.  At most COC_GATHER_NAMES. */

static const struct {
    uint32_t     tag;
    unsigned     person:1;
    const char  *name;
} coc_dicom_tags[] = {
    { 0x00080020, 0, "dicom.study_date" },
    { 0x00080021, 0, "dicom.series_date" },
    { 0x00080022, 0, "dicom.acquisition_date" },
    { 0x00080050, 0, "dicom.accession_number" },
    { 0x00080080, 0, "dicom.institution" },
    { 0x00080081, 0, "dicom.institution_address" },
    { 0x00080090, 1, "dicom.referring_physician" },
    { 0x00080092, 0, "dicom.referring_address" },
    { 0x00080094, 0, "dicom.referring_telephone" },
    { 0x0008009c, 1, "dicom.consulting_physician" },
    { 0x00081010, 0, "dicom.station" },
    { 0x00081030, 0, "dicom.study_description" },
    { 0x0008103e, 0, "dicom.series_description" },
    { 0x00081040, 0, "dicom.department" },
    { 0x00081048, 1, "dicom.physician_of_record" },
    { 0x00081050, 1, "dicom.performing_physician" },
    { 0x00081060, 1, "dicom.reading_physician" },
    { 0x00081070, 1, "dicom.operator" },
    { 0x00081080, 0, "dicom.diagnosis" },
    { 0x00082111, 0, "dicom.derivation" },
    { 0x00084000, 0, "dicom.comments" },
    { 0x00100010, 1, "dicom.patient_name" },
    { 0x00100020, 0, "dicom.patient_id" },
    { 0x00100021, 0, "dicom.patient_id_issuer" },
    { 0x00100030, 0, "dicom.birth_date" },
    { 0x00100032, 0, "dicom.birth_time" },
    { 0x00100040, 0, "dicom.sex" },
    { 0x00100050, 0, "dicom.insurance" },
    { 0x00101000, 0, "dicom.other_ids" },
    { 0x00101001, 1, "dicom.other_names" },
    { 0x00101005, 1, "dicom.birth_name" },
    { 0x00101010, 0, "dicom.age" },
    { 0x00101040, 0, "dicom.address" },
    { 0x00101060, 1, "dicom.mother_name" },
    { 0x00101080, 0, "dicom.military_rank" },
    { 0x00101081, 0, "dicom.military_branch" },
    { 0x00101090, 0, "dicom.medical_record" },
    { 0x00102000, 0, "dicom.alerts" },
    { 0x00102110, 0, "dicom.allergies" },
    { 0x00102150, 0, "dicom.country" },
    { 0x00102152, 0, "dicom.region" },
    { 0x00102154, 0, "dicom.telephone" },
    { 0x00102155, 0, "dicom.telecom" },
    { 0x00102160, 0, "dicom.ethnic_group" },
    { 0x00102180, 0, "dicom.occupation" },
    { 0x001021b0, 0, "dicom.history" },
    { 0x001021f0, 0, "dicom.religion" },
    { 0x00102297, 1, "dicom.responsible_person" },
    { 0x00102299, 0, "dicom.responsible_organization" },
    { 0x00104000, 0, "dicom.patient_comments" },
    { 0x00120062, 0, "dicom.identity_removed" },
    { 0x00181000, 0, "dicom.device_serial" },
    { 0x00181004, 0, "dicom.plate_id" },
    { 0x00181030, 0, "dicom.protocol" },
    { 0x00184000, 0, "dicom.acquisition_comments" },
    { 0x00200010, 0, "dicom.study_id" },
    { 0x00204000, 0, "dicom.image_comments" },
    { 0x00280301, 0, "dicom.burned_in" },
    { 0x00284000, 0, "dicom.image_presentation_comments" },
    { 0x00320012, 0, "dicom.study_id_issuer" },
    { 0x00321030, 0, "dicom.study_reason" },
    { 0x00321032, 1, "dicom.requesting_physician" },
    { 0x00321033, 0, "dicom.requesting_service" },
    { 0x00321060, 0, "dicom.procedure_description" },
    { 0x00324000, 0, "dicom.study_comments" },
    { 0x00380010, 0, "dicom.admission_id" },
    { 0x00380011, 0, "dicom.admission_id_issuer" },
    { 0x00380060, 0, "dicom.episode_id" },
    { 0x00380062, 0, "dicom.episode_description" },
    { 0x00380300, 0, "dicom.location" },
    { 0x00380400, 0, "dicom.residence" },
    { 0x00380500, 0, "dicom.patient_state" },
    { 0x00384000, 0, "dicom.visit_comments" },
    { 0x00400006, 1, "dicom.scheduled_physician" },
    { 0x00400007, 0, "dicom.scheduled_description" },
    { 0x00400009, 0, "dicom.scheduled_id" },
    { 0x00400253, 0, "dicom.performed_id" },
    { 0x00400254, 0, "dicom.performed_description" },
    { 0x00400280, 0, "dicom.performed_comments" },
    { 0x00401001, 0, "dicom.requested_id" },
    { 0x00401002, 0, "dicom.requested_reason" },
    { 0x00401010, 1, "dicom.recipients" },
    { 0x00401400, 0, "dicom.requested_comments" },
    { 0x00402001, 0, "dicom.request_reason" },
    { 0x00402008, 1, "dicom.entered_by" },
    { 0x00402010, 0, "dicom.callback_telephone" },
    { 0x00402016, 0, "dicom.placer_number" },
    { 0x00402017, 0, "dicom.filler_number" },
    { 0x00402400, 0, "dicom.request_comments" },
    { 0x0040a075, 1, "dicom.verifying_observer" },
    { 0x0040a123, 1, "dicom.person" },
    { 0x0040a160, 0, "dicom.text" },
    { 0x00700081, 0, "dicom.content_description" },
    { 0x00700084, 1, "dicom.content_creator" },
    { 0x40004000, 0, "dicom.text_comments" },
    { 0x40080102, 1, "dicom.interpretation_recorder" },
    { 0x4008010a, 1, "dicom.interpretation_transcriber" },
    { 0x4008010b, 0, "dicom.interpretation" },
    { 0x4008010c, 1, "dicom.interpretation_author" },
    { 0x40080114, 1, "dicom.interpretation_approver" },
    { 0x40080115, 0, "dicom.interpretation_diagnosis" },
    { 0x40080119, 1, "dicom.distribution_name" },
    { 0x4008011a, 0, "dicom.distribution_address" },
    { 0x40080300, 0, "dicom.impressions" },
    { 0x40084000, 0, "dicom.results_comments" }
};


int
coc_dicom_find(uint32_t tag, size_t *index)
{
    size_t  low, high, i;

    low = 0;
    high = coc_nelts(coc_dicom_tags);

    while (low < high) {
        i = low + (high - low) / 2;

        if (coc_dicom_tags[i].tag == tag) {
            *index = i;
            return COC_OK;
        }

        if (coc_dicom_tags[i].tag < tag) {
            low = i + 1;

        } else {
            high = i;
        }
    }

    return COC_DECLINED;
}


const char *
coc_dicom_name(size_t index)
{
    return coc_dicom_tags[index].name;
}


int
coc_dicom_person(size_t index)
{
    return coc_dicom_tags[index].person;
}

/*
 * The XMP properties that are read, and what they are called here.  Prefixes
 * are a file's own choice, so properties are known by their namespaces.
 *
 * Source: ISO 16684-1, clause 8; IPTC Photo Metadata Standard 2023.1; Exif
 * 2.32 for XMP (CIPA DC-010).
 */

#include "coc_xmp.h"


typedef struct {
    const char  *local;
    const char  *name;
} coc_xmp_name_t;


typedef struct {
    const char            *space;
    const coc_xmp_name_t  *names;       /* ends with NULLs */
} coc_xmp_space_t;


static const coc_xmp_name_t  coc_xmp_dc[] = {
    { "title", "xmp.title" },
    { "description", "xmp.description" },
    { "creator", "xmp.creator" },
    { "contributor", "xmp.contributor" },
    { "publisher", "xmp.publisher" },
    { "subject", "xmp.subject" },
    { "rights", "xmp.rights" },
    { "source", "xmp.source" },
    { "coverage", "xmp.coverage" },
    { "date", "xmp.date" },
    { "identifier", "xmp.identifier" },
    { "relation", "xmp.relation" },
    { NULL, NULL }
};


static const coc_xmp_name_t  coc_xmp_basic[] = {
    { "CreatorTool", "xmp.creator_tool" },
    { "CreateDate", "xmp.create_date" },
    { "ModifyDate", "xmp.modify_date" },
    { "Label", "xmp.label" },
    { "Nickname", "xmp.nickname" },
    { "BaseURL", "xmp.base_url" },
    { NULL, NULL }
};


static const coc_xmp_name_t  coc_xmp_rights[] = {
    { "Owner", "xmp.owner" },
    { "UsageTerms", "xmp.usage_terms" },
    { "WebStatement", "xmp.web_statement" },
    { NULL, NULL }
};


static const coc_xmp_name_t  coc_xmp_pdf[] = {
    { "Keywords", "xmp.keywords" },
    { "Producer", "xmp.producer" },
    { "Author", "xmp.author" },
    { NULL, NULL }
};


static const coc_xmp_name_t  coc_xmp_photoshop[] = {
    { "AuthorsPosition", "xmp.authors_position" },
    { "CaptionWriter", "xmp.caption_writer" },
    { "Category", "xmp.category" },
    { "City", "xmp.city" },
    { "Country", "xmp.country" },
    { "Credit", "xmp.credit" },
    { "DateCreated", "xmp.date_created" },
    { "Headline", "xmp.headline" },
    { "Instructions", "xmp.instructions" },
    { "LayerText", "xmp.layer_text" },
    { "Source", "xmp.source" },
    { "State", "xmp.state" },
    { "SupplementalCategories", "xmp.supplemental_categories" },
    { "TransmissionReference", "xmp.transmission_reference" },
    { NULL, NULL }
};


/* All of one shape in what follows: a person, a place, an address. */

static const coc_xmp_name_t  coc_xmp_core[] = {
    { "AltTextAccessibility", "xmp.alt_text" },
    { "CiAdrCity", "xmp.contact" },
    { "CiAdrCtry", "xmp.contact" },
    { "CiAdrExtadr", "xmp.contact" },
    { "CiAdrPcode", "xmp.contact" },
    { "CiAdrRegion", "xmp.contact" },
    { "CiEmailWork", "xmp.contact" },
    { "CiTelWork", "xmp.contact" },
    { "CiUrlWork", "xmp.contact" },
    { "CountryCode", "xmp.country_code" },
    { "ExtDescrAccessibility", "xmp.alt_text" },
    { "Location", "xmp.location" },
    { NULL, NULL }
};


static const coc_xmp_name_t  coc_xmp_ext[] = {
    { "AddlModelInfo", "xmp.model_info" },
    { "City", "xmp.city" },
    { "CountryCode", "xmp.country_code" },
    { "CountryName", "xmp.country" },
    { "Event", "xmp.event" },
    { "LocationName", "xmp.location" },
    { "OrganisationInImageName", "xmp.organisation_in_image" },
    { "PersonInImage", "xmp.person_in_image" },
    { "PersonName", "xmp.person_in_image" },
    { "PersonDescription", "xmp.person_in_image" },
    { "ProvinceState", "xmp.state" },
    { "Sublocation", "xmp.location" },
    { NULL, NULL }
};


static const coc_xmp_name_t  coc_xmp_exif[] = {
    { "DateTimeOriginal", "xmp.date_time_original" },
    { "GPSAltitude", "xmp.gps_altitude" },
    { "GPSAreaInformation", "xmp.gps_area" },
    { "GPSDestLatitude", "xmp.gps_dest_latitude" },
    { "GPSDestLongitude", "xmp.gps_dest_longitude" },
    { "GPSLatitude", "xmp.gps_latitude" },
    { "GPSLongitude", "xmp.gps_longitude" },
    { "GPSTimeStamp", "xmp.gps_time_stamp" },
    { "ImageUniqueID", "xmp.image_unique_id" },
    { "UserComment", "xmp.user_comment" },
    { NULL, NULL }
};


static const coc_xmp_name_t  coc_xmp_exif_ex[] = {
    { "BodySerialNumber", "xmp.serial_number" },
    { "CameraOwnerName", "xmp.owner_name" },
    { "LensSerialNumber", "xmp.lens_serial_number" },
    { NULL, NULL }
};


static const coc_xmp_name_t  coc_xmp_aux[] = {
    { "SerialNumber", "xmp.serial_number" },
    { "LensSerialNumber", "xmp.lens_serial_number" },
    { "OwnerName", "xmp.owner_name" },
    { NULL, NULL }
};


static const coc_xmp_name_t  coc_xmp_tiff[] = {
    { "Artist", "xmp.artist" },
    { "Copyright", "xmp.copyright" },
    { "DateTime", "xmp.date_time" },
    { "ImageDescription", "xmp.image_description" },
    { "Make", "xmp.make" },
    { "Model", "xmp.model" },
    { "Software", "xmp.software" },
    { NULL, NULL }
};


/* Faces, and whose they are, by cameras and picture organizers. */

static const coc_xmp_name_t  coc_xmp_mwg[] = {
    { "Name", "xmp.region_name" },
    { "Description", "xmp.region_description" },
    { "Type", "xmp.region_type" },
    { NULL, NULL }
};


static const coc_xmp_name_t  coc_xmp_mp[] = {
    { "PersonDisplayName", "xmp.region_name" },
    { "PersonEmailDigest", "xmp.region_name" },
    { "Rectangle", "xmp.region_type" },
    { NULL, NULL }
};


static const coc_xmp_name_t  coc_xmp_lr[] = {
    { "hierarchicalSubject", "xmp.hierarchical_subject" },
    { NULL, NULL }
};


static const coc_xmp_name_t  coc_xmp_microsoft[] = {
    { "LastKeywordXMP", "xmp.subject" },
    { "CameraSerialNumber", "xmp.serial_number" },
    { NULL, NULL }
};


static const coc_xmp_space_t  coc_xmp_spaces[] = {
    { "http://purl.org/dc/elements/1.1/", coc_xmp_dc },
    { "http://ns.adobe.com/xap/1.0/", coc_xmp_basic },
    { "http://ns.adobe.com/xap/1.0/rights/", coc_xmp_rights },
    { "http://ns.adobe.com/pdf/1.3/", coc_xmp_pdf },
    { "http://ns.adobe.com/photoshop/1.0/", coc_xmp_photoshop },
    { "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/", coc_xmp_core },
    { "http://iptc.org/std/Iptc4xmpExt/2008-02-29/", coc_xmp_ext },
    { "http://ns.adobe.com/exif/1.0/", coc_xmp_exif },
    { "http://cipa.jp/exif/1.0/", coc_xmp_exif_ex },
    { "http://ns.adobe.com/exif/1.0/aux/", coc_xmp_aux },
    { "http://ns.adobe.com/tiff/1.0/", coc_xmp_tiff },
    { "http://www.metadataworkinggroup.com/schemas/regions/", coc_xmp_mwg },
    { "http://ns.microsoft.com/photo/1.2/t/Region#", coc_xmp_mp },
    { "http://ns.adobe.com/lightroom/1.0/", coc_xmp_lr },
    { "http://ns.microsoft.com/photo/1.0", coc_xmp_microsoft },
    { "http://ns.microsoft.com/photo/1.0/", coc_xmp_microsoft }
};


unsigned
coc_xmp_space(const char *uri)
{
    unsigned  i;

    for (i = 0; i < coc_nelts(coc_xmp_spaces); i++) {
        if (strcmp(coc_xmp_spaces[i].space, uri) == 0) {
            return i + 1;
        }
    }

    return 0;
}


const char *
coc_xmp_name(unsigned space, const char *local)
{
    const coc_xmp_name_t  *name;

    if (space == 0) {
        return NULL;
    }

    for (name = coc_xmp_spaces[space - 1].names; name->local != NULL; name++) {
        if (strcmp(name->local, local) == 0) {
            return name->name;
        }
    }

    return NULL;
}

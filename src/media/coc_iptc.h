/*
 * IPTC captions: datasets of the Information Interchange Model, alone or
 * inside Photoshop's image resources.  Inside src/media only.
 *
 * | name                     | dataset                                     |
 * |--------------------------|---------------------------------------------|
 * | iptc.title               | 2:05 object name                            |
 * | iptc.edit_status         | 2:07                                        |
 * | iptc.category            | 2:15, 2:20 supplemental                     |
 * | iptc.keywords            | 2:25, a value each                          |
 * | iptc.location            | 2:26 code, 2:27 name, 2:92 sublocation      |
 * | iptc.instructions        | 2:40                                        |
 * | iptc.date                | 2:55, 2:62                                  |
 * | iptc.software            | 2:65                                        |
 * | iptc.byline              | 2:80, 2:85 its title                        |
 * | iptc.city                | 2:90                                        |
 * | iptc.state               | 2:95                                        |
 * | iptc.country             | 2:100 code, 2:101                           |
 * | iptc.reference           | 2:103 original transmission reference       |
 * | iptc.headline            | 2:105                                       |
 * | iptc.credit              | 2:110                                       |
 * | iptc.source              | 2:115                                       |
 * | iptc.copyright           | 2:116                                       |
 * | iptc.contact             | 2:118                                       |
 * | iptc.caption             | 2:120                                       |
 * | iptc.writer              | 2:122                                       |
 *
 * The charset (1:90) is told by what is well-formed: writers that name UTF-8
 * write it, and many write it unnamed.
 */

#ifndef _COC_IPTC_H_INCLUDED_
#define _COC_IPTC_H_INCLUDED_


#include "coc_base.h"
#include "coc_media.h"
#include "coc_media_format.h"


COC_BEGIN_DECLS


/*
 * A run of IIM datasets; what isn't one ends it.
 *
 * others  what the sink returned
 *
 * Source: IPTC-NAA Information Interchange Model 4.2.  Cost: O(len).
 */
int coc_iptc_read(const coc_media_out_t *out, coc_str_t block);

/*
 * Photoshop's image resources ("8BIM" and so on), with or without the
 * "Photoshop 3.0" before: of them IPTC (0x0404) and XMP (0x0424).
 *
 * COC_ERROR  no memory
 * others     what the sink returned
 *
 * Source: Adobe Photoshop File Formats Specification, "Image Resource
 * Blocks".  Cost: O(len).
 */
int coc_iptc_photoshop(const coc_media_out_t *out, coc_str_t block);


COC_END_DECLS


#endif /* _COC_IPTC_H_INCLUDED_ */

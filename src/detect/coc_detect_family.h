/*
 * The families that coc_detect.c calls, each in the file of its name.
 */

#ifndef _COC_DETECT_FAMILY_H_INCLUDED_
#define _COC_DETECT_FAMILY_H_INCLUDED_


#include "coc_detect_int.h"


COC_BEGIN_DECLS


/* coc_detect_code.c: codes of who is paid */
extern const coc_family_t  coc_family_code;

/* coc_detect_ip.c: addresses of the internet */
extern const coc_family_t  coc_family_ip;

/* coc_detect_link.c: links, profiles, marks of who is paid */
extern const coc_family_t  coc_family_link;

/* coc_detect_mail.c: e-mail addresses, also "name [at] example [dot] org" */
extern const coc_family_t  coc_family_mail;

/* coc_detect_number.c: what is made of digits */
extern const coc_family_t  coc_family_number;

/* coc_detect_price.c */
extern const coc_family_t  coc_family_price;

/* coc_detect_spelled.c: telephones in words */
extern const coc_family_t  coc_family_spelled;

/* coc_detect_udi.c: devices */
extern const coc_family_t  coc_family_udi;

/* coc_detect_shout.c: capitals, exclamation marks, repetition, length */
extern const coc_family_t  coc_family_shout;

/* coc_detect_people.c: names, addresses, postal codes, coordinates */
extern const coc_family_t  coc_family_people;

/* coc_detect_people.c: dates of birth and other days, ages over 89 */
extern const coc_family_t  coc_family_times;

/* coc_detect_handle.c: "@name" */
extern const coc_family_t  coc_family_handle;


COC_END_DECLS


#endif /* _COC_DETECT_FAMILY_H_INCLUDED_ */

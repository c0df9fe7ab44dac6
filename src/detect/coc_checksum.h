/*
 * Check digits of identifiers.
 */

#ifndef _COC_CHECKSUM_H_INCLUDED_
#define _COC_CHECKSUM_H_INCLUDED_


#include "coc_base.h"


COC_BEGIN_DECLS


/* Characters without separators, letters in lower case.  1: right. */

/* Digits whose last is the Luhn digit of the others (ISO/IEC 7812-1). */
int coc_checksum_luhn(const uint8_t *p, size_t n);

/* Ten digits of a National Provider Identifier: Luhn over 80840 and them. */
int coc_checksum_npi(const uint8_t *p);

/* Two letters (or a letter and a 9) and seven digits of the DEA. */
int coc_checksum_dea(const uint8_t *p);

/* Ten digits of the NHS, modulo 11. */
int coc_checksum_nhs(const uint8_t *p);

/* Seventeen letters and digits of a vehicle (49 CFR 565.15). */
int coc_checksum_vin(const uint8_t *p);

/* Country, check digits and account, modulo 97 (ISO 13616); the length must
 * be the country's. */
int coc_checksum_iban(const uint8_t *p, size_t n);

/* Digits of a GTIN, the last being its check digit. */
int coc_checksum_gtin(const uint8_t *p, size_t n);

/* Nine digits of a bank's routing number (ABA). */
int coc_checksum_aba(const uint8_t *p);


COC_END_DECLS


#endif /* _COC_CHECKSUM_H_INCLUDED_ */

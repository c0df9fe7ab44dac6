/*
 * Pieces that multipart bodies are made of.
 */

#ifndef _COC_TEST_MULTIPART_H_INCLUDED_
#define _COC_TEST_MULTIPART_H_INCLUDED_


#include "coc_test_decode.h"


#define MP    "multipart/form-data; boundary=bnd"

/* A part with a name; with a file name too. */

#define PART(name)   "--bnd\r\nContent-Disposition: form-data; " name "\r\n\r\n"
#define NAME(name)   PART("name=\"" name "\"")
#define FILE_(name)  PART("name=\"f\"; filename=\"" name "\"")
#define HEAD(head)   "--bnd\r\nContent-Disposition: form-data; name=a\r\n"    \
                     head "\r\n\r\nx" END
#define TYPE(n, t)   "--bnd\r\nContent-Disposition: form-data; name=" n     \
                     "\r\nContent-Type: " t "\r\n\r\n"
#define JSON(text)   TYPE("j", "application/json") text
#define MIXED(text)  TYPE("m", "multipart/mixed; boundary=c") text
#define CODED(n, c)  "--bnd\r\nContent-Disposition: form-data; name=" n     \
                     "\r\nContent-Transfer-Encoding: " c "\r\n\r\n"
#define RELATED      "multipart/related; boundary=bnd"
#define END          "\r\n--bnd--\r\n"
#define AFTER(text)  (sizeof(text) - 1)


#endif /* _COC_TEST_MULTIPART_H_INCLUDED_ */

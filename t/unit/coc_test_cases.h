/*
 * Where we differ from what other projects' cases expect, and why.
 */

#ifndef _COC_TEST_CASES_H_INCLUDED_
#define _COC_TEST_CASES_H_INCLUDED_


#include "coc_base.h"


/* Where we differ: our result, and the reason. */

typedef struct {
    const char  *id;
    int          rc;
    const char  *log;           /* NULL: not looked at */
    const char  *why;
} differs_t;


static const differs_t  json_differs[] = {
    { "n_structure_no_data.json", COC_OK, "",
      "a request without a body has nothing to screen" }
};


static const differs_t  multipart_differs[] = {
    { "almost_match_boundary_without_CR", COC_INVALID, NULL,
      "a line that begins with the boundary is a delimiter by RFC 2046, and "
      "to some readers" },
    { "almost_match_boundary_without_LF", COC_INVALID, NULL, "the same" },
    { "almost_match_boundary_without_final_hyphen", COC_INVALID, NULL,
      "the same" },
    { "bad_initial_boundary", COC_OK, NULL,
      "text before the first boundary is a preamble, and screened" },
    { "mixed_case_headers", COC_OK,
      "T^field1=VGVzdCAxMjM=\nT^field1=Test 123\n"
      "T^field2=VGVzdCAxMjM=\nT^field2=Test 123\n"
      "T^Field3=VGVzdCAxMjM=\nT^Field3=Test 123\n",
      "base64 in a field is read as it came, and undone" },
    { "mixed_plain_and_base64_encoding", COC_OK,
      "T^field1=VGVzdCAxMjM=\nT^field1=Test 123\n"
      "T^field2=This is a test.\n"
      "T^field3=VGVzdCBzdHJpbmcuCg==\nT^field3=Test string.<0a>\n"
      "T^field4=This is also a test.\n", "the same" },
    { "single_field_blocks", COC_INVALID, NULL,
      "the body has another boundary than the type, two hyphens short" },
    { "single_field_with_trailer", COC_OK,
      "T^field=This is a test.\nT=this trailer is epilogue data<0d><0a>"
      "and should be silently ignored\n",
      "what is forwarded is screened, the epilogue too" }
};


static const differs_t  form_differs[] = {
    { "wpt-urlencoded-9", COC_OK,
      "T^_charset_=windows-1252\nT^test=<c3><82>x\n",
      "_charset_ is heeded, as older browsers and servers do; what is UTF-8 "
      "as well is read so too" }
};


static const differs_t  modsecurity_differs[] = {
    { "request-body-parser-json#5", COC_OK, NULL,
      "deeper than a limit of theirs" },
    { "secargumentslimit#1", COC_OK, NULL, "more than a limit of theirs" },
    { "variable-REQBODY_PROCESSOR_ERROR#0", COC_OK, NULL,
      "XML is read as text, tags and all" },
    { "request-body-parser-multipart#7", COC_OK, NULL,
      "a part without a Content-Disposition is content without a name" },
    { "request-body-parser-multipart#8", COC_OK, NULL, "the same" },
    { "request-body-parser-multipart#9", COC_OK, NULL, "the same" },
    { "request-body-parser-multipart#14", COC_INVALID, NULL,
      "a control character begins a line of a header" },
    { "request-body-parser-multipart#15", COC_INVALID, NULL, "the same" },
    { "request-body-parser-multipart#16", COC_INVALID, NULL,
      "a part after the last boundary: theirs is logged, and refused by its "
      "rule" },
    { "request-body-parser-multipart#20", COC_OK, NULL,
      "\"bOundAry\" is boundary, as RFC 2045 has it" },
    { "request-body-parser-multipart#53", COC_OK, NULL,
      "parameters after the boundary, which charset may be" },
    { "request-body-parser-multipart-crlf#0", COC_INVALID, NULL,
      "line ends that change within the body: theirs is refused by its rule" }
};


static const differs_t  any_differs[] = {
    { "ac_difficult_json_c_test_case_with_comments.json", COC_INVALID, NULL,
      "an option of yajl's that is off: comments" },
    { "ac_simple_with_comments.json", COC_INVALID, NULL,
      "the same" },
    { "ag_false_then_garbage.json", COC_INVALID, NULL,
      "likewise: text after the end" },
    { "ag_null_then_garbage.json", COC_INVALID, NULL,
      "the same" },
    { "ag_true_then_garbage.json", COC_INVALID, NULL,
      "the same" },
    { "am_integers.json", COC_INVALID, NULL,
      "likewise: several values, but for NDJSON" },
    { "am_multiple.json", COC_INVALID, NULL,
      "the same" },
    { "am_stuff.json", COC_INVALID, NULL,
      "the same" },
    { "ap_array_open.json", COC_INVALID, NULL,
      "likewise: a document that ends early" },
    { "ap_eof_str.json", COC_INVALID, NULL,
      "the same" },
    { "ap_map_open.json", COC_INVALID, NULL,
      "the same" },
    { "ap_partial_ok.json", COC_INVALID, NULL,
      "the same" },
    { "deep_arrays.json", COC_LIMIT, NULL,
      "deeper than the test's limit" },
    { "high_overflow.json", COC_OK, NULL,
      "a number is text here, whatever its size" },
    { "low_overflow.json", COC_OK, NULL,
      "the same" },
    { "invalid_utf8.json", COC_OK, NULL,
      "what is no UTF-8 is replaced, as readers do" },
    { "non_utf8_char_in_string.json", COC_OK, NULL,
      "the same" }
};


#endif /* _COC_TEST_CASES_H_INCLUDED_ */

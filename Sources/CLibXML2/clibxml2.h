#ifndef HOTLINE_CLIBXML2_H
#define HOTLINE_CLIBXML2_H
#include <string.h>
/* Debian's libxml2 is built with ICU, so <libxml/encoding.h> drags in <unicode/ucnv.h>, which clashes with Foundation's own ICU
   ("'UErrorCode' has different definitions in different modules; definition in module '_FoundationICU' ..."). The handler struct that
   changes shape is only ever used by pointer here. */
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/xmlreader.h>
#include <libxml/HTMLparser.h>
#include <libxml/xmlerror.h>
#include <libxml/globals.h>
/* function-like macros Swift cannot see */
static inline void hl_sax_init(xmlSAXHandler *h) { memset(h, 0, sizeof *h); h->initialized = XML_SAX2_MAGIC; }
/* xmlFree is a function-pointer variable: Swift 6 calls it "not concurrency-safe" */
/* Some 2.9 paths (xmlAddEntity …) ignore the SAX serror and print on stderr through the generic handler, per thread. */
static void hl_xml_quiet_fn(void *c, const char *m, ...) { (void)c; (void)m; }
static inline void hl_xml_quiet(void) { xmlSetGenericErrorFunc(NULL, hl_xml_quiet_fn); xmlThrDefSetGenericErrorFunc(NULL, hl_xml_quiet_fn); }
#endif

/* The report of mbpf check as one HTML page to click through: no network, no scripts. */
#ifndef TOOL_VERIFY_HTML_H
#define TOOL_VERIFY_HTML_H

#include "verify/report.h"

#include <stdio.h>

/* Writes the page. Programs whose report kept no states show their instructions without. */
void html_write(struct pool *pool, const char *title, const struct report *report, FILE *out);

#endif

/* SHA-256 (FIPS 180-4), for the source hash of the DEBUG section. */
#ifndef TOOL_SHA256_H
#define TOOL_SHA256_H

#include <stddef.h>
#include <stdint.h>

void sha256(const uint8_t *bytes, size_t length, uint8_t digest[32]);

#endif

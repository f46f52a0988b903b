/* The container's checksum: CRC-32 with the reflected polynomial 0xEDB88320, as in Ethernet and zlib. */
#ifndef PACKAGE_CRC32_H
#define PACKAGE_CRC32_H

#include <stddef.h>
#include <stdint.h>

/*
 * The checksum of more bytes: crc is 0 for the first piece, or the result of the piece before.
 * crc32_update(0, "123456789", 9) is 0xCBF43926.
 */
uint32_t crc32_update(uint32_t crc, const void *bytes, size_t length);

#endif

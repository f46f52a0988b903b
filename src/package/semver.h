/* Semantic versions (semver.org 2.0.0). */
#ifndef PACKAGE_SEMVER_H
#define PACKAGE_SEMVER_H

#include <stdbool.h>
#include <stdint.h>

/* MAJOR.MINOR.PATCH, then optionally -PRERELEASE, then optionally +BUILD: is at[0, length) one? */
bool semver_valid(const char *at, uint32_t length);

#endif

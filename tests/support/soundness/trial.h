/* One random program: generated, verified, and followed on random packets; and what all of them together covered. */
#ifndef SOUNDNESS_TRIAL_H
#define SOUNDNESS_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A program from a seed. False: the verifier is wrong, and stderr says how. */
bool trial(uint64_t seed);
/* The seed to go on with: the programs that follow do not depend on what the verifier says of this one. */
uint64_t trial_next(uint64_t seed);

/* A program whose choices are bytes, as a fuzzer wants it. */
bool trial_of_bytes(const uint8_t *bytes, size_t size);

/* Prints the shares and, if asked, how often each row, helper and kind of value was held against executions. */
void trial_report(bool table);

/* Was every row of instructions and helpers exercised, and every kind of value, loop and tie, and enough accepted? */
bool trial_is_complete(void);

#endif

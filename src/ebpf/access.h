/* What a program may touch, decided at run time: the checked tier's questions. */
#ifndef EBPF_ACCESS_H
#define EBPF_ACCESS_H

#include "ebpf/machine.h"

/* May the program read (or write) [address, address + bytes)? Does not stop the run. */
bool access_allowed(const struct machine *m, uint64_t address, uint64_t bytes, bool write);

/* Loads and stores of 1, 2, 4 or 8 bytes, the context included. False: the run is stopped. */
bool access_load(struct machine *m, uint64_t address, uint32_t bytes, uint64_t *value);
bool access_store(struct machine *m, uint64_t address, uint32_t bytes, uint64_t value);

/* May an atomic of 4 or 8 bytes be done at address? Aligned and writable. False: the run is stopped. */
bool access_atomic(struct machine *m, uint64_t address, uint32_t bytes);

/* struct run's may_read: in both tiers, for helpers that follow an address found in memory. */
bool access_readable(const struct run *run, uint64_t address, uint64_t bytes);

/* Are r1 to r5 what the helper's row asks for? False: the run is stopped. */
bool access_arguments(struct machine *m, const struct helper *helper);

/* The helper whose id a register holds, if it is granted; NULL: the run is stopped. */
const struct helper *access_helper(struct machine *m, uint64_t id);

#endif

/* Verification at load: each eBPF program's proof is found or made, checked, and read for what the engine may rely on. */
#ifndef EBPF_ADMIT_H
#define EBPF_ADMIT_H

#include "runtime/load.h"

/*
 * Verifies the programs of a package whose code passed ebpf_decode, and holds them to the policy's word on termination. Fills
 * load->ebpf.verified, facts and worst_steps; the facts lie in load->scratch. Takes arena memory and gives it back: the
 * checker's, and the solver's where the package has no proof.
 * Errors: NOT_VERIFIED with the class and place of what is wrong, BUDGET_EXCEEDED for a worst case above max_steps, NO_MEM.
 */
MBPF_WARN_UNUSED mbpf_status ebpf_admit(struct load *load, mbpf_error *error);

#endif

/* prog_array: slots for programs, the targets of tail calls. Set by the loader and the host, never by
 * programs. */
#include "map/slots.h"

const struct map_ops map_prog_array_ops = {
    .limits = {4, 4, 4, 4, 0},
    .measure = slots_measure,
    .init = slots_init,
    .next_key = array_next_key,
    .count = slots_count,
};

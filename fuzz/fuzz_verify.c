/*
 * The verifier on any instructions and any proof: the first two bytes say how many of the rest are code; what follows is a proof. Neither
 * solver nor checker may crash, run on, or read outside their memory.
 */
#include "ebpf/decode.h"
#include "ebpf/verify/verify.h"
#include "hook/types.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static uint64_t memory[(2 << 20) / 8], checker[MBPF_VERIFY_CHECKER_BYTES / 8];
  static uint8_t functions[32 * EBPF_IMAGE_FUNCTION_BYTES], proof[1 << 18];
  static const struct verify_map maps[] = {
      {.def = {.type = MBPF_MAP_ARRAY, .key_bytes = 4, .value_bytes = 16, .max_entries = 4},
       .inner = VERIFY_NO_MAP},
      {.def = {.type = MBPF_MAP_HASH, .key_bytes = 4, .value_bytes = 8, .max_entries = 4},
       .inner = VERIFY_NO_MAP},
      {.def = {.type = MBPF_MAP_RINGBUF, .max_entries = 4096}, .inner = VERIFY_NO_MAP}};
  struct ebpf_grant grant = {
      .capabilities = UINT32_MAX, .map_count = 3, .maps = &maps[0].def, .map_stride = sizeof maps[0]};
  struct verify_options options = {.allow_metered = true, .work_limit = 3000};
  struct ebpf_image image;
  struct verify_result result;
  struct verify_problem problem;
  size_t proof_bytes = sizeof proof, code;
  if (size < 2)
    return 0;
  code = (size_t)(data[0] | data[1] << 8) * 8;
  code = code < size - 2 ? code : (size - 2) / 8 * 8;
  if (ebpf_image_from_insns(data + 2, code, functions, 32, &image, NULL) != MBPF_OK ||
      ebpf_decode(&image, &grant, NULL) != MBPF_OK)
    return 0;
  struct verify_input in = {
      .image = &image, .maps = maps, .map_count = 3, .view = &xdp_view, .capabilities = UINT32_MAX};
  (void)verify_check(&in, data + 2 + code, size - 2 - code, checker, &result, &problem);
  if (verify_solve(&in, &options, memory, sizeof memory, proof, &proof_bytes, &result, &problem))
    for (size_t i = 0; i < size && i < proof_bytes; i++) {
      proof[(i * 7919 + data[i]) % proof_bytes] ^= (uint8_t)(1u << (data[i] & 7));
      if (i % 8 == 7)
        (void)verify_check(&in, proof, proof_bytes, checker, &result, &problem);
    }
  return 0;
}

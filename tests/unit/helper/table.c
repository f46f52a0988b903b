/* The helper table: order, finding, and that each row makes sense; then the helpers the port answers. */
#include "unit.h"

#include "helper_run.h"
#include "hook/view.h"

static void rows_are_found_by_id_and_name(void **state) {
  uint32_t count, seen = 0;
  const struct helper *rows = helper_table(&count);
  (void)state;
  assert_int_equal(count, 37);
  for (uint32_t id = 0; id < 300; id++) {
    const struct helper *row = helper_find(id);
    if (!row)
      continue;
    assert_ptr_equal(row, &rows[seen++]);
    assert_int_equal(row->id, id);
    assert_ptr_equal(helper_find_name(row->name, (uint32_t)strlen(row->name)), row);
    assert_null(helper_find_name(row->name, (uint32_t)strlen(row->name) - 1));
    assert_true(strlen(helper_sentence(row)) > 10);
  }
  assert_int_equal(seen, count);
  assert_null(helper_find(0));
  assert_null(helper_find(0x10000));
  assert_null(helper_find(UINT32_MAX));
  assert_null(helper_find_name("", 0));
  assert_null(helper_find_name("map_lookup_elemX", 16));
}

/* Sizes follow memory, map operands follow a map, a map is taken exactly when kinds are listed. */
static void rows_make_sense(void **state) {
  uint32_t count;
  const struct helper *rows = helper_table(&count);
  (void)state;
  for (uint32_t i = 0; i < count; i++) {
    bool has_map = false;
    for (unsigned a = 0; a < 5; a++) {
      unsigned arg = rows[i].args[a], next = a < 4 ? rows[i].args[a + 1] : ARG_NONE;
      bool is_memory =
          arg == ARG_MEM || arg == ARG_MEM_OR_NULL || arg == ARG_MEM_OUT || arg == ARG_MEM_OUT_OR_NULL;
      if (is_memory && next != ARG_SIZE && next != ARG_SIZE_OR_ZERO)
        fail_msg("%s: argument %u has no size", rows[i].name, a + 1);
      if (arg == ARG_MAP_KEY || arg == ARG_MAP_VALUE || arg == ARG_MAP_VALUE_OUT)
        assert_true(has_map);
      has_map = has_map || arg == ARG_MAP;
      if (arg == ARG_NONE)
        assert_int_equal(next, ARG_NONE);
    }
    if (has_map != (rows[i].maps != 0))
      fail_msg("%s: kinds of map and its arguments disagree", rows[i].name);
    assert_true((rows[i].call == NULL) == (rows[i].id == HELPER_ID_TAIL_CALL));
    if (rows[i].flags & HELPER_MOVES_PACKET)
      assert_int_equal(rows[i].contexts, VIEW_XDP);
  }
  assert_true(helper_takes_map(helper_find(HELPER_ID_RINGBUF_OUTPUT), MBPF_MAP_RINGBUF));
  assert_false(helper_takes_map(helper_find(HELPER_ID_RINGBUF_OUTPUT), MBPF_MAP_HASH));
}

static void port_answers(void **state) {
  struct run *run = helper_run_start();
  (void)state;
  assert_int_equal(CALL(KTIME_GET_NS, 0), 1000000007u);
  assert_int_equal(CALL(KTIME_GET_COARSE_NS, 0), 1000000007u);
  assert_int_equal(CALL(KTIME_GET_BOOT_NS, 0), 2000000011u);
  assert_int_equal(CALL(GET_PRANDOM_U32, 0), 0x76543210u);
  assert_int_equal(CALL(GET_SMP_PROCESSOR_ID, 0), 1);
  assert_int_equal(CALL(GET_CURRENT_PID_TGID, 0), 0x2a00000007u);
  struct mbpf_port poor = *run->port;
  poor.boot_ns = NULL;
  poor.pid_tgid = NULL;
  run->port = &poor;
  assert_int_equal(CALL(KTIME_GET_BOOT_NS, 0), 1000000007u);
  assert_int_equal(CALL(GET_CURRENT_PID_TGID, 0), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_are_found_by_id_and_name),
      cmocka_unit_test(rows_make_sense),
      cmocka_unit_test(port_answers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

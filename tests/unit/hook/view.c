/* Views: Linux's layouts field by field, narrow loads, what may be stored, and what a load gives. */
#include "hook/hook.h"
#include "unit.h"

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>

static const struct view *view(const char *name) {
  const struct view *found = view_find(name, (uint32_t)strlen(name));
  assert_non_null(found);
  return found;
}

static void expect_field(const struct view *of, const char *name, size_t offset, size_t bytes) {
  struct view_access access;
  if (!view_find_load(of, offset, (uint32_t)bytes, &access) || strcmp(access.field->name, name) != 0)
    fail_msg("%s.%s at %zu: %s", of->name, name, offset, "not there");
  assert_int_equal(access.field->offset, offset);
  assert_int_equal(access.field->bytes, bytes);
}

static void linux_layouts(void **state) {
  (void)state;
#define XDP(name)                                                                                            \
  expect_field(view("xdp_md"), #name, offsetof(struct xdp_md, name), sizeof(((struct xdp_md *)0)->name))
  XDP(data);
  XDP(data_end);
  XDP(data_meta);
  XDP(ingress_ifindex);
  XDP(rx_queue_index);
  XDP(egress_ifindex);
  assert_int_equal(view("xdp_md")->bytes, sizeof(struct xdp_md));
#define SKB(name)                                                                                            \
  expect_field(view("__sk_buff"), #name, offsetof(struct __sk_buff, name),                                   \
               sizeof(((struct __sk_buff *)0)->name))
  SKB(len);
  SKB(pkt_type);
  SKB(mark);
  SKB(queue_mapping);
  SKB(protocol);
  SKB(vlan_present);
  SKB(vlan_tci);
  SKB(vlan_proto);
  SKB(priority);
  SKB(ingress_ifindex);
  SKB(ifindex);
  SKB(tc_index);
  SKB(cb[0]);
  SKB(cb[4]);
  SKB(hash);
  SKB(tc_classid);
  SKB(data);
  SKB(data_end);
  SKB(napi_id);
  SKB(data_meta);
  SKB(tstamp);
  SKB(wire_len);
  SKB(gso_segs);
  SKB(gso_size);
  SKB(hwtstamp);
  assert_int_equal(view("__sk_buff")->bytes, sizeof(struct __sk_buff));
}

static void fields_are_in_order_and_apart(void **state) {
  static const char *const names[] = {"net", "xdp_md", "__sk_buff", "tc", "tracepoint", "timer", "custom"};
  (void)state;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    const struct view *of = view(names[i]);
    for (uint32_t j = 0; j < of->field_count; j++) {
      const struct view_field *field = &of->fields[j];
      assert_true(field->offset + field->bytes <= of->bytes);
      assert_int_equal(field->offset % (field->bytes == 8 ? 8 : field->bytes), 0);
      if (j > 0)
        assert_true(of->fields[j - 1].offset + of->fields[j - 1].bytes <= field->offset);
      if (field->writable)
        assert_int_equal(field->kind, VIEW_CONTEXT);
    }
  }
}

/* Every offset and width around and inside a view: allowed exactly inside one field, aligned, pointers whole. */
static void loads_stay_inside_a_field(void **state) {
  static const uint32_t widths[] = {0, 1, 2, 3, 4, 8, 16};
  const struct view *skb = view("__sk_buff");
  struct view_access access;
  (void)state;
  for (uint64_t offset = 0; offset < 260; offset++) {
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
      bool inside = false;
      for (uint32_t j = 0; j < skb->field_count; j++) {
        const struct view_field *field = &skb->fields[j];
        inside |= offset >= field->offset && offset + widths[i] <= (uint64_t)field->offset + field->bytes &&
                  (widths[i] == 1 || widths[i] == 2 || widths[i] == 4 || widths[i] == 8) &&
                  offset % widths[i] == 0 && (field->type == VIEW_SCALAR || widths[i] == field->bytes);
      }
      assert_int_equal(view_find_load(skb, offset, widths[i], &access), inside);
    }
  }
  assert_false(view_find_load(skb, UINT64_MAX, 4, &access));
  assert_false(view_find_load(skb, (uint64_t)1 << 32, 4, &access));
}

static void stores_only_to_writable_fields(void **state) {
  struct view_access access;
  (void)state;
  assert_true(view_find_store(view("__sk_buff"), offsetof(struct __sk_buff, mark), 4, &access));
  assert_true(view_find_store(view("__sk_buff"), offsetof(struct __sk_buff, cb[3]), 4, &access));
  assert_false(view_find_store(view("__sk_buff"), offsetof(struct __sk_buff, mark), 2, &access));
  assert_false(view_find_store(view("__sk_buff"), offsetof(struct __sk_buff, len), 4, &access));
  assert_false(view_find_store(view("__sk_buff"), offsetof(struct __sk_buff, data), 4, &access));
  assert_false(view_find_store(view("xdp_md"), 0, 4, &access));
  assert_false(view_find_store(view("net"), 0, 4, &access));
}

static uint64_t load(const char *of, size_t offset, uint32_t bytes, const struct run_context *context) {
  struct view_access access;
  assert_true(view_find_load(view(of), offset, bytes, &access));
  return view_load(&access, context);
}

static void values_come_from_the_host(void **state) {
  uint8_t bytes[100];
  const struct mbpf_net_ctx net = {.abi_version = MBPF_CTX_ABI_VERSION,
                                   .ifindex = 7,
                                   .pkt_len = 1500,
                                   .data_len = 60,
                                   .l2_proto = ETH_P_IPV6,
                                   .data = bytes + 20,
                                   .headroom = 20,
                                   .tailroom = 5,
                                   .rx_queue = 0x01020304};
  struct run_context context;
  (void)state;
  assert_true(hook_type_find(MBPF_HOOK_NET_RX)->prepare(&net, &context));
  assert_int_equal(load("xdp_md", 0, 4, &context), (uintptr_t)(bytes + 20));
  assert_int_equal(load("xdp_md", 4, 4, &context), (uintptr_t)(bytes + 80));
  assert_int_equal(load("xdp_md", 12, 4, &context), 7);
  assert_int_equal(load("__sk_buff", offsetof(struct __sk_buff, len), 4, &context), 60);
  assert_int_equal(load("__sk_buff", offsetof(struct __sk_buff, wire_len), 4, &context), 1500);
  uint8_t ethertype[2] = {0x86, 0xdd};
  uint16_t network_order;
  memcpy(&network_order, ethertype, 2);
  assert_int_equal(load("__sk_buff", offsetof(struct __sk_buff, protocol), 4, &context), network_order);
  assert_true(context.hard_start == bytes && context.hard_end == bytes + 85);
  /* narrow loads see the bytes memory has there */
  for (size_t i = 0; i < 4; i++)
    assert_int_equal(load("xdp_md", 16 + i, 1, &context), ((const uint8_t *)&net.rx_queue)[i]);
  uint16_t upper;
  memcpy(&upper, (const uint8_t *)&net.rx_queue + 2, 2);
  assert_int_equal(load("xdp_md", 18, 2, &context), upper);
}

static void stored_values_come_back(void **state) {
  const struct mbpf_net_ctx net = {.abi_version = MBPF_CTX_ABI_VERSION};
  struct run_context context;
  struct view_access access;
  (void)state;
  assert_true(hook_type_find(MBPF_HOOK_NET_RX)->prepare(&net, &context));
  for (uint32_t i = 0; i < 5; i++) {
    assert_true(view_find_store(view("__sk_buff"), offsetof(struct __sk_buff, cb) + 4 * i, 4, &access));
    view_store(&access, &context, 0xabcdef0000000010u + i);
  }
  for (uint32_t i = 0; i < 5; i++)
    assert_int_equal(load("__sk_buff", offsetof(struct __sk_buff, cb) + 4 * i, 4, &context), 0x10 + i);
}

static void socket_filters_cut_the_packet(void **state) {
  uint8_t bytes[64];
  const struct mbpf_net_ctx net = {
      .abi_version = MBPF_CTX_ABI_VERSION, .data_len = 64, .pkt_len = 64, .data = bytes};
  struct run_context context;
  int32_t verdict;
  (void)state;
  const struct hook_type *type = hook_type_find(MBPF_HOOK_NET_RX);
  assert_true(type->prepare(&net, &context));
  assert_true(view("__sk_buff")->verdict(&context, UINT32_MAX, &verdict));
  assert_int_equal(verdict, MBPF_NET_PASS);
  assert_int_equal(context.data_end - context.data, 64);
  assert_true(view("__sk_buff")->verdict(&context, 14, &verdict));
  assert_int_equal(verdict, MBPF_NET_PASS);
  assert_int_equal(context.data_end - context.data, 14);
  assert_true(view("__sk_buff")->verdict(&context, (uint64_t)1 << 32, &verdict));
  assert_int_equal(verdict, MBPF_NET_DROP);
}

static void traffic_control_codes(void **state) {
  static const struct {
    int32_t code;
    int32_t verdict;
  } codes[] = {
      {TC_ACT_OK, MBPF_NET_PASS},           {TC_ACT_SHOT, MBPF_NET_DROP},
      {TC_ACT_UNSPEC, MBPF_NET_PASS},       {TC_ACT_RECLASSIFY, MBPF_NET_PASS},
      {TC_ACT_PIPE, MBPF_NET_PASS},         {TC_ACT_STOLEN, MBPF_NET_DROP},
      {TC_ACT_QUEUED, MBPF_NET_DROP},       {TC_ACT_REPEAT, MBPF_NET_PASS},
      {TC_ACT_REDIRECT, MBPF_NET_REDIRECT}, {TC_ACT_TRAP, MBPF_NET_DROP},
      {TC_ACT_TRAP + 1, MBPF_NET_PASS},     {INT32_MIN, MBPF_NET_PASS},
  };
  const struct mbpf_net_ctx net = {.abi_version = MBPF_CTX_ABI_VERSION};
  struct run_context context;
  int32_t verdict;
  (void)state;
  assert_true(hook_type_find(MBPF_HOOK_NET_RX)->prepare(&net, &context));
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
    verdict = -1;
    assert_true(view("tc")->verdict(&context, (uint32_t)codes[i].code | 0xabcd00000000u, &verdict));
    assert_int_equal(verdict, codes[i].verdict);
  }
  assert_true(view("tc")->packet_writable);
  assert_int_equal(view("tc")->bytes, sizeof(struct __sk_buff));
  assert_ptr_equal(hook_type_view(hook_type_find(MBPF_HOOK_NET_TX), "tc", 2), view("tc"));
}

static void custom_fields_must_lie_in_the_data(void **state) {
  const uint8_t bytes[8] = {0};
  struct mbpf_custom_field field = {"f", 4, 4, MBPF_CUSTOM_U32};
  struct mbpf_custom_ctx event = {
      .abi_version = MBPF_CTX_ABI_VERSION, .data_len = 8, .field_count = 1, .data = bytes, .fields = &field};
  struct run_context context;
  (void)state;
  const struct hook_type *type = hook_type_find(MBPF_HOOK_CUSTOM);
  assert_true(type->prepare(&event, &context));
  field.offset = 5;
  assert_false(type->prepare(&event, &context));
  field.offset = UINT32_MAX;
  assert_false(type->prepare(&event, &context));
  event.fields = NULL;
  assert_false(type->prepare(&event, &context));
}

static void names_and_numbers(void **state) {
  (void)state;
  assert_int_equal(mbpf_hook_type_find("net_rx", 6), MBPF_HOOK_NET_RX);
  assert_int_equal(mbpf_hook_type_find("net_r", 5), 0);
  assert_int_equal(mbpf_hook_type_find("net_rx0", 7), 0);
  assert_string_equal(mbpf_hook_type_name(MBPF_HOOK_TIMER), "timer");
  assert_string_equal(mbpf_hook_type_name(200), "unknown");
  assert_string_equal(mbpf_verdict_name(MBPF_HOOK_NET_TX, MBPF_NET_REDIRECT), "redirect");
  assert_string_equal(mbpf_verdict_name(MBPF_HOOK_NET_TX, -1), "?");
  assert_null(view_find("xdp", 3));
  assert_null(hook_type_view(hook_type_find(MBPF_HOOK_TIMER), "xdp_md", 6));
  assert_string_equal(hook_type_view(hook_type_find(MBPF_HOOK_TIMER), "", 0)->name, "timer");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(linux_layouts),
      cmocka_unit_test(fields_are_in_order_and_apart),
      cmocka_unit_test(loads_stay_inside_a_field),
      cmocka_unit_test(stores_only_to_writable_fields),
      cmocka_unit_test(values_come_from_the_host),
      cmocka_unit_test(stored_values_come_back),
      cmocka_unit_test(socket_filters_cut_the_packet),
      cmocka_unit_test(traffic_control_codes),
      cmocka_unit_test(custom_fields_must_lie_in_the_data),
      cmocka_unit_test(names_and_numbers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

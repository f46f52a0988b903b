/*
 * The manifest of a linked object, as JSON: what the object says, then the author's overrides merged in (RFC 7396, with the
 * entries of "programs" and "maps" found by their names).
 */
#include "file.h"
#include "pack.h"

#include "helper/helper.h"

#include <jansson.h>
#include <mbpf/hook.h>
#include <mbpf/package.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OVERRIDE_BYTES = 1024 * 1024, OP_CALL = 0x85 };

/* --- what the object says --- */

static json_t *program_json(const struct linked_function *function) {
  json_t *program = json_object();
  json_object_set_new(program, "engine", json_string("ebpf"));
  json_object_set_new(program, "entry_symbol", json_string(function->name));
  json_object_set_new(program, "hook_type", json_string(mbpf_hook_type_name(function->hook.hook_type)));
  json_object_set_new(program, "hook_ctx_abi_version", json_integer(MBPF_CTX_ABI_VERSION));
  if (*function->hook.context)
    json_object_set_new(program, "context", json_string(function->hook.context));
  if (*function->hook.attach)
    json_object_set_new(program, "attach", json_string(function->hook.attach));
  return program;
}

static json_t *map_json(const struct object_map *map) {
  json_t *out = json_object();
  json_object_set_new(out, "name", json_string(map->name));
  json_object_set_new(out, "type", json_string(mbpf_map_type_name(map->def.type)));
  json_object_set_new(out, "key_size", json_integer(map->def.key_bytes));
  json_object_set_new(out, "value_size", json_integer(map->def.value_bytes));
  json_object_set_new(out, "max_entries", json_integer(map->def.max_entries));
  json_object_set_new(out, "flags", json_integer(map->def.flags));
  if (map->def.extra)
    json_object_set_new(out, "map_extra", json_integer((json_int_t)map->def.extra));
  if (map->pinned)
    json_object_set_new(out, "pin", json_string(map->name));
  if (map->inner)
    json_object_set_new(out, "inner", json_string(map->inner));
  if (map->is_template)
    json_object_set_new(out, "template", json_true());
  return out;
}

/* What the helpers in the code need, by name; unknown helpers are the decoder's to report. */
static json_t *capabilities_json(const struct linked *linked) {
  uint32_t bits = 0;
  json_t *names = json_array();
  for (size_t i = 0; i < linked->insn_count; i++) {
    const struct insn *insn = &linked->insns[i];
    if (insn->opcode == 0x18) {
      i++;
    } else if (insn->opcode == OP_CALL && insn->src == 0) {
      const struct helper *helper = helper_find((uint32_t)insn->imm);
      bits |= helper ? helper->capability : 0;
    }
  }
#define NAME(name, bit, sentence)                                                                            \
  if (bits & MBPF_CAP_##name)                                                                                \
    json_array_append_new(names, json_string(#name));
  MBPF_CAPABILITY_TABLE(NAME)
#undef NAME
  return names;
}

static json_t *manifest_json(const struct linked *linked, const char *name) {
  json_t *manifest = json_object();
  json_t *programs = json_array();
  json_t *maps = json_array();
  json_t *target = json_object();
  json_object_set_new(target, "word_size", json_integer(0));
  json_object_set_new(target, "endianness", json_string(linked->elf.big_endian ? "big" : "little"));
  for (size_t i = 0; i < linked->function_count; i++)
    if (linked->functions[i].entry)
      json_array_append_new(programs, program_json(&linked->functions[i]));
  for (size_t i = 0; i < linked->maps.count; i++)
    json_array_append_new(maps, map_json(&linked->maps.at[i]));
  json_object_set_new(manifest, "program_name", json_string(name));
  json_object_set_new(manifest, "program_version", json_string("0.0.0"));
  json_object_set_new(manifest, "mbpf_api_version", json_integer(MBPF_RUNTIME_API_VERSION));
  json_object_set_new(manifest, "bytecode_version", json_integer(MBPF_EBPF_BYTECODE_VERSION));
  json_object_set_new(manifest, "target", target);
  json_object_set_new(manifest, "programs", programs);
  json_object_set_new(manifest, "capabilities", capabilities_json(linked));
  json_object_set_new(manifest, "maps", maps);
  return manifest;
}

/* --- overrides --- */

struct merge {
  const char *path; /* of the override file */
  struct tool_error *error;
};

static bool merge_object(const struct merge *merge, json_t *into, const json_t *from, const char *where);

static json_t *find_entry(json_t *array, const char *key, const char *name) {
  size_t index;
  json_t *entry;
  json_array_foreach(array, index, entry) {
    const char *text = json_string_value(json_object_get(entry, key));
    if (text && strcmp(text, name) == 0)
      return entry;
  }
  return NULL;
}

/* What the code was compiled for cannot be said otherwise afterwards. */
static bool check_fixed(const struct merge *merge, const json_t *entry, const char *name,
                        const char *const *fixed) {
  for (; *fixed; fixed++)
    if (json_object_get(entry, *fixed))
      return tool_fail(merge->error, TOOL_FAILED,
                       "%s: %s: \"%s\" cannot be overridden, the code was compiled for it", merge->path, name,
                       *fixed);
  return true;
}

static bool merge_entries(const struct merge *merge, json_t *into, const json_t *from, const char *list,
                          const char *key) {
  static const char *const fixed_map[] = {"type", "key_size", "value_size", "inner", "template", NULL};
  static const char *const fixed_program[] = {"engine", NULL};
  size_t index;
  json_t *entry;
  if (!json_is_array(from))
    return tool_fail(merge->error, TOOL_FAILED, "%s: \"%s\" must be an array", merge->path, list);
  json_array_foreach(from, index, entry) {
    const char *name = json_string_value(json_object_get(entry, key));
    if (!name)
      return tool_fail(merge->error, TOOL_FAILED, "%s: %s[%zu] has no \"%s\"", merge->path, list, index, key);
    json_t *target = find_entry(into, key, name);
    if (!target)
      return tool_fail(merge->error, TOOL_FAILED, "%s: %s[%zu]: the object has no %s", merge->path, list,
                       index, name);
    if (!check_fixed(merge, entry, name, strcmp(list, "maps") == 0 ? fixed_map : fixed_program) ||
        !merge_object(merge, target, entry, name))
      return false;
  }
  return true;
}

static bool merge_value(const struct merge *merge, json_t *into, const char *key, json_t *value,
                        const char *where) {
  json_t *old = json_object_get(into, key);
  if (!*where && strcmp(key, "programs") == 0)
    return merge_entries(merge, old, value, key, "entry_symbol");
  if (!*where && strcmp(key, "maps") == 0)
    return merge_entries(merge, old, value, key, "name");
  if (json_is_null(value)) {
    json_object_del(into, key);
    return true;
  }
  if (json_is_object(value) && json_is_object(old))
    return merge_object(merge, old, value, key);
  return json_object_set(into, key, value) == 0;
}

static bool merge_object(const struct merge *merge, json_t *into, const json_t *from, const char *where) {
  if (!json_is_object(from))
    return tool_fail(merge->error, TOOL_FAILED, "%s: %s must be an object", merge->path,
                     *where ? where : "the manifest");
  for (void *at = json_object_iter((json_t *)(uintptr_t)from); at;
       at = json_object_iter_next((json_t *)(uintptr_t)from, at))
    if (!merge_value(merge, into, json_object_iter_key(at), json_object_iter_value(at), where))
      return false;
  return true;
}

static bool merge_file(json_t *manifest, const char *path, struct tool_error *error) {
  struct merge merge = {path, error};
  struct buffer text = {0};
  json_error_t problem;
  bool ok = file_read(path, MAX_OVERRIDE_BYTES, &text, error);
  json_t *overrides = NULL;
  if (ok) {
    overrides = json_loadb((const char *)text.at, text.length, JSON_REJECT_DUPLICATES, &problem);
    ok = overrides ? merge_object(&merge, manifest, overrides, "")
                   : tool_fail(error, TOOL_FAILED, "%s:%d:%d: %s", path, problem.line, problem.column,
                               problem.text);
  }
  json_decref(overrides);
  buffer_free(&text);
  return ok;
}

bool pack_manifest(struct pool *pool, const struct linked *linked, const struct pack_options *options,
                   char **json, struct tool_error *error) {
  json_t *manifest = manifest_json(linked, options->name);
  bool ok = !options->overrides || merge_file(manifest, options->overrides, error);
  if (ok) {
    char *text = json_dumps(manifest, JSON_COMPACT);
    *json = pool_copy(pool, text ? text : "{}", text ? strlen(text) : 2);
    free(text);
  }
  json_decref(manifest);
  return ok;
}

/* Reading, looking up and writing line information. Bottom-up. */
#include "package/debug_section.h"

#include "base/bytes.h"
#include "base/checked.h"
#include "base/error.h"
#include "base/utf8.h"

#define HEAD_BYTES (8u + DEBUG_HASH_BYTES + 16u)
#define FILE_BYTES 8u
#define LINE_BYTES 16u
#define NO_TEXT    0xffffffffu

/* --- checking --- */

static mbpf_status check_head(struct mbpf_bytes section, mbpf_error *error) {
  if (section.length < HEAD_BYTES)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE, "DEBUG: the section has %u bytes, its head alone needs %u",
                     (unsigned)section.length, HEAD_BYTES);
  if (load_le32(section.at + 4) != DEBUG_VERSION)
    return mbpf_fail(error, MBPF_UNSUPPORTED_VER, "DEBUG: version at byte 4 is %u, this loader reads %u",
                     (unsigned)load_le32(section.at + 4), DEBUG_VERSION);
  if (load_le32(section.at + HEAD_BYTES - 4) != 0)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE, "DEBUG: the word at byte %u must be 0", HEAD_BYTES - 4);
  return MBPF_OK;
}

/* Finds the three tables; they fill the section exactly. */
static mbpf_status find_tables(struct mbpf_bytes section, struct debug_info *info, mbpf_error *error) {
  const uint8_t *counts = section.at + 8 + DEBUG_HASH_BYTES;
  info->source_hash = section.at + 8;
  info->file_count = load_le32(counts);
  info->line_count = load_le32(counts + 4);
  info->strings_bytes = load_le32(counts + 8);
  uint64_t lines_at = HEAD_BYTES + (uint64_t)FILE_BYTES * info->file_count;
  uint64_t strings_at = lines_at + (uint64_t)LINE_BYTES * info->line_count; /* each below 2^36: no wrap */
  unsigned long long end = strings_at + info->strings_bytes;
  if (end != section.length)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE,
                     "DEBUG: %u files, %u lines and %u bytes of strings make %llu bytes, the section has %u",
                     (unsigned)info->file_count, (unsigned)info->line_count, (unsigned)info->strings_bytes,
                     end, (unsigned)section.length);
  info->files = section.at + HEAD_BYTES;
  info->lines = section.at + lines_at;
  info->strings = section.at + strings_at;
  return MBPF_OK;
}

/* With a zero at the very end, every text that begins in strings ends in it. */
static mbpf_status check_strings(const struct debug_info *info, mbpf_error *error) {
  if (info->strings_bytes && info->strings[info->strings_bytes - 1] != 0)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE, "DEBUG: strings do not end with a zero byte");
  size_t valid = utf8_check(info->strings, info->strings_bytes);
  if (valid < info->strings_bytes)
    return mbpf_fail(error, MBPF_INVALID_PACKAGE, "DEBUG: byte %u of strings is not UTF-8", (unsigned)valid);
  return MBPF_OK;
}

static mbpf_status check_files(const struct debug_info *info, mbpf_error *error) {
  for (uint32_t i = 0; i < info->file_count; i++) {
    const uint8_t *file = info->files + (size_t)FILE_BYTES * i;
    if (!range_fits(load_le32(file), load_le32(file + 4), info->strings_bytes))
      return mbpf_fail(error, MBPF_INVALID_PACKAGE,
                       "DEBUG: the name of file %u at byte %u lies outside the strings", (unsigned)i,
                       (unsigned)(HEAD_BYTES + FILE_BYTES * i));
  }
  return MBPF_OK;
}

static mbpf_status check_lines(const struct debug_info *info, mbpf_error *error) {
  const char *problem = NULL;
  uint32_t i;
  for (i = 0; i < info->line_count && !problem; i++) {
    const uint8_t *line = info->lines + (size_t)LINE_BYTES * i;
    uint32_t text = load_le32(line + 12);
    if (i > 0 && load_le32(line) <= load_le32(line - LINE_BYTES))
      problem = "its slot is not above the one before";
    else if (load_le32(line + 4) >= info->file_count)
      problem = "there is no such file";
    else if (text != NO_TEXT && text >= info->strings_bytes)
      problem = "its text lies outside the strings";
  }
  if (!problem)
    return MBPF_OK;
  return mbpf_fail(error, MBPF_INVALID_PACKAGE, "DEBUG: line record %u at byte %u: %s", (unsigned)(i - 1),
                   (unsigned)(HEAD_BYTES + FILE_BYTES * info->file_count + LINE_BYTES * (i - 1)), problem);
}

mbpf_status debug_section_open(struct mbpf_bytes section, struct debug_info *info, mbpf_error *error) {
  mbpf_status status;
  if ((status = check_head(section, error)) != MBPF_OK ||
      (status = find_tables(section, info, error)) != MBPF_OK ||
      (status = check_strings(info, error)) != MBPF_OK || (status = check_files(info, error)) != MBPF_OK)
    return status;
  return check_lines(info, error);
}

/* --- looking up, in what was checked --- */

static struct mbpf_text text_at(const struct debug_info *info, uint32_t offset) {
  struct mbpf_text text = {"", 0};
  if (offset == NO_TEXT)
    return text;
  text.at = (const char *)info->strings + offset;
  while (text.at[text.length] != '\0')
    text.length++;
  return text;
}

void debug_line(const struct debug_info *info, uint32_t index, struct debug_place *place) {
  const uint8_t *line = info->lines + (size_t)LINE_BYTES * index;
  const uint8_t *file = info->files + (size_t)FILE_BYTES * load_le32(line + 4);
  uint32_t position = load_le32(line + 8);
  place->slot = load_le32(line);
  place->file = (struct mbpf_text){(const char *)info->strings + load_le32(file), load_le32(file + 4)};
  place->line = position >> 10;
  place->column = position & DEBUG_MAX_COLUMN;
  place->text = text_at(info, load_le32(line + 12));
}

bool debug_find(const struct debug_info *info, uint32_t slot, struct debug_place *place) {
  uint32_t low = 0,
           high = info->line_count; /* records before low begin at or before slot, those from high after it */
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (load_le32(info->lines + (size_t)LINE_BYTES * middle) <= slot)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0)
    return false;
  debug_line(info, low - 1, place);
  return true;
}

/* --- writing --- */

static bool same(struct mbpf_text a, struct mbpf_text b) {
  return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

/* Each byte stays one byte, so that sizes are known beforehand. */
static void put_clean(struct bytes_out *out, struct mbpf_text text) {
  const uint8_t *at = (const uint8_t *)text.at;
  for (uint32_t i = 0; i < text.length;) {
    unsigned bytes = utf8_length(at + i, text.length - i);
    if (bytes > 1)
      bytes_write(out, at + i, bytes);
    else
      bytes_put(out, at[i] == '\t' ? ' ' : bytes == 0 || at[i] < 0x20 || at[i] == 0x7f ? '?' : at[i]);
    i += bytes ? bytes : 1;
  }
  bytes_put(out, 0);
}

static bool repeats(const struct debug_source *source, uint32_t i) {
  return i > 0 && same(source->lines[i].text, source->lines[i - 1].text);
}

static uint64_t strings_bytes(const struct debug_source *source) {
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < source->file_count; i++)
    bytes += (uint64_t)source->files[i].length + 1;
  for (uint32_t i = 0; i < source->line_count; i++)
    if (source->lines[i].text.length && !repeats(source, i))
      bytes += (uint64_t)source->lines[i].text.length + 1;
  return bytes;
}

static void write_line(struct bytes_out *out, const struct debug_source_line *line, uint32_t text_offset) {
  bytes_put_le32(out, line->slot);
  bytes_put_le32(out, line->file);
  bytes_put_le32(out, (line->line <= DEBUG_MAX_LINE ? line->line : 0) << 10 |
                          (line->column <= DEBUG_MAX_COLUMN ? line->column : 0));
  bytes_put_le32(out, line->text.length ? text_offset : NO_TEXT);
}

bool debug_section_write(struct bytes_out *out, const struct debug_source *source) {
  uint32_t offset = 0, text = 0;
  if (strings_bytes(source) >= NO_TEXT)
    return false;
  bytes_put_le32(out, (uint32_t)source->engine);
  bytes_put_le32(out, DEBUG_VERSION);
  bytes_write(out, source->source_hash, DEBUG_HASH_BYTES);
  bytes_put_le32(out, source->file_count);
  bytes_put_le32(out, source->line_count);
  bytes_put_le32(out, (uint32_t)strings_bytes(source));
  bytes_put_le32(out, 0);
  for (uint32_t i = 0; i < source->file_count; i++) {
    bytes_put_le32(out, offset);
    bytes_put_le32(out, source->files[i].length);
    offset += source->files[i].length + 1;
  }
  for (uint32_t i = 0; i < source->line_count; i++) {
    if (source->lines[i].text.length && !repeats(source, i)) {
      text = offset;
      offset += source->lines[i].text.length + 1;
    }
    write_line(out, &source->lines[i], text);
  }
  for (uint32_t i = 0; i < source->file_count; i++)
    put_clean(out, source->files[i]);
  for (uint32_t i = 0; i < source->line_count; i++)
    if (source->lines[i].text.length && !repeats(source, i))
      put_clean(out, source->lines[i].text);
  return true;
}

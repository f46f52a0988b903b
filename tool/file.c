/* Whole files in, whole files out. */
#include "file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail_errno(const char *path, const char *what, int number, struct tool_error *error) {
  return tool_fail(error, number == ENOENT ? TOOL_NOT_FOUND : TOOL_FAILED, "%s: %s: %s", path, what,
                   strerror(number));
}

bool file_read(const char *path, size_t limit, struct buffer *bytes, struct tool_error *error) {
  char chunk[65536];
  size_t got;
  bool from_stdin = strcmp(path, "-") == 0;
  errno = 0;
  FILE *stream = from_stdin ? stdin : fopen(path, "rb");
  if (!stream)
    return fail_errno(path, "cannot open", errno, error);
  while (bytes->length <= limit && (got = fread(chunk, 1, sizeof chunk, stream)) > 0)
    buffer_add(bytes, chunk, got);
  int failed = ferror(stream) ? errno : 0;
  if (!from_stdin)
    fclose(stream);
  if (failed)
    return fail_errno(path, "cannot read", failed, error);
  if (bytes->length > limit)
    return tool_fail(error, TOOL_FAILED, "%s: larger than the %zu bytes allowed", path, limit);
  return true;
}

static bool is_direct(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

/* The mode a plain open would have given: the temporary starts as 0600. */
static mode_t usual_mode(void) {
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

static bool open_temporary(const char *path, struct file_output *output, struct tool_error *error) {
  size_t length = strlen(path);
  output->temporary = malloc(length + 8);
  if (!output->temporary)
    return fail_errno(path, "cannot write", ENOMEM, error);
  memcpy(output->temporary, path, length);
  memcpy(output->temporary + length, ".XXXXXX", 8);
  int file = mkstemp(output->temporary);
  if (file < 0) {
    int number = errno;
    free(output->temporary);
    output->temporary = NULL;
    return fail_errno(path, "cannot create", number, error);
  }
  fchmod(file, usual_mode());
  output->stream = fdopen(file, "wb");
  if (output->stream)
    return true;
  int number = errno;
  close(file);
  unlink(output->temporary);
  free(output->temporary);
  output->temporary = NULL;
  return fail_errno(path, "cannot write", number, error);
}

bool file_open_output(const char *path, struct file_output *output, struct tool_error *error) {
  *output = (struct file_output){.path = path};
  if (strcmp(path, "-") == 0) {
    output->stream = stdout;
    return true;
  }
  if (!is_direct(path))
    return open_temporary(path, output, error);
  output->stream = fopen(path, "wb");
  return output->stream || fail_errno(path, "cannot open", errno, error);
}

bool file_close_output(struct file_output *output, bool ok, struct tool_error *error) {
  int number = 0;
  if (!output->temporary && output->stream == stdout)
    return true; /* checked when the command ends */
  errno = 0;
  if (ok && (fflush(output->stream) != 0 || ferror(output->stream)))
    number = errno ? errno : EIO;
  if (fclose(output->stream) != 0 && ok && !number)
    number = errno;
  output->stream = NULL;
  if (output->temporary) {
    if (ok && !number && rename(output->temporary, output->path) != 0)
      number = errno;
    if (!ok || number)
      unlink(output->temporary);
    free(output->temporary);
    output->temporary = NULL;
  }
  return number ? fail_errno(output->path, "cannot write", number, error) : true;
}

bool file_write(const char *path, const void *bytes, size_t length, struct tool_error *error) {
  struct file_output output;
  if (!file_open_output(path, &output, error))
    return false;
  bool wrote = fwrite(bytes, 1, length, output.stream) == length;
  int number = errno;
  if (!file_close_output(&output, wrote, error))
    return false;
  return wrote || fail_errno(path, "cannot write", number, error);
}

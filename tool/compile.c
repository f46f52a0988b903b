/* Running clang. The object goes through a temporary file that is gone afterwards. */
#include "compile.h"

#include "file.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_ARGUMENTS = 512, MAX_OBJECT_BYTES = 64 * 1024 * 1024 };

static const char *const compilers[] = {"clang",    "clang-21", "clang-20", "clang-19", "clang-18",
                                        "clang-17", "clang-16", "clang-15", "clang-14"};

static bool on_path(const char *program) {
  const char *path = getenv("PATH");
  char candidate[4096];
  for (const char *at = path ? path : "/usr/bin:/bin"; *at;) {
    size_t length = strcspn(at, ":");
    snprintf(candidate, sizeof candidate, "%.*s/%s", (int)length, at, program);
    if (access(candidate, X_OK) == 0)
      return true;
    at += length + (at[length] == ':');
  }
  return false;
}

/* Plain clang first; for v4, which older ones lack, the newest first. */
static const char *find_compiler(const char *mcpu) {
  size_t count = sizeof compilers / sizeof *compilers;
  size_t first = strcmp(mcpu, "v4") == 0;
  for (size_t i = 0; i < count; i++) {
    const char *candidate = compilers[(first + i) % count];
    if (on_path(candidate))
      return candidate;
  }
  return NULL;
}

/*
 * Where Debian keeps asm/types.h, which <linux/bpf.h> wants. What lies there is for this machine's CPU and asks for its macro:
 * without it the C library takes BPF for a 32-bit x86, whose headers are rarely there. The arguments appended: 0 or 3.
 */
static size_t add_host_headers(struct pool *pool, char **arguments) {
  struct utsname name;
  struct stat status;
  if (uname(&name) != 0)
    return 0;
  char *path = pool_format(pool, "/usr/include/%s-linux-gnu", name.machine);
  if (stat(path, &status) != 0)
    return 0;
  arguments[0] = pool_format(pool, "-D__%s__", name.machine);
  arguments[1] = pool_format(pool, "-idirafter");
  arguments[2] = path;
  return 3;
}

static bool run(char **arguments, struct tool_error *error) {
  posix_spawn_file_actions_t actions;
  pid_t child;
  int status;
  fflush(NULL);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  int number = posix_spawnp(&child, arguments[0], &actions, NULL, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (number)
    return tool_fail(error, TOOL_FAILED, "cannot run %s: %s", arguments[0], strerror(number));
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR)
      return tool_fail(error, TOOL_FAILED, "waiting for %s: %s", arguments[0], strerror(errno));
  if (WIFSIGNALED(status))
    return tool_fail(error, TOOL_FAILED, "%s was ended by signal %d", arguments[0], WTERMSIG(status));
  if (WEXITSTATUS(status) != 0)
    return tool_fail(error, TOOL_FAILED, "%s failed (exit code %d)", arguments[0], WEXITSTATUS(status));
  return true;
}

static char *text(const char *constant) {
  union {
    const char *constant;
    char *plain;
  } both = {.constant = constant}; /* spawn takes char *const[] but changes nothing */
  return both.plain;
}

static bool make_arguments(struct pool *pool, const char *source, const char *object,
                           const struct compile_options *options, char **arguments,
                           struct tool_error *error) {
  const char *clang = options->clang ? options->clang : find_compiler(options->mcpu);
  const char *fixed[] = {clang,
                         "-O2",
                         "-g",
                         "-target",
                         options->big_endian ? "bpfeb" : "bpfel",
                         pool_format(pool, "-mcpu=%s", options->mcpu),
                         "-fdebug-compilation-dir=.", /* the same package wherever it is built */
                         "-c",
                         "-o",
                         object};
  size_t count = 0;
  if (!clang)
    return tool_fail(error, TOOL_FAILED,
                     "no clang found; install one (Debian: apt-get install clang) or name it with --clang");
  for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
    arguments[count++] = text(fixed[i]);
  count += add_host_headers(pool, &arguments[count]);
  if (options->flags.count > MAX_ARGUMENTS - count - 4)
    return tool_fail(error, TOOL_USAGE, "too many -I and -D options (%zu)", options->flags.count);
  for (size_t i = 0; i < options->flags.count; i++) {
    const struct option_item *flag = &options->flags.items[i];
    arguments[count++] =
        pool_format(pool, "-%c%s", strcmp(flag->option, "--include") == 0 ? 'I' : 'D', flag->value);
  }
  arguments[count++] = text("--");
  arguments[count++] = text(source);
  arguments[count] = NULL;
  return true;
}

bool compile(struct pool *pool, const char *source, const struct compile_options *options,
             struct buffer *object, struct tool_error *error) {
  char *arguments[MAX_ARGUMENTS];
  const char *folder = getenv("TMPDIR");
  char *temporary = pool_format(pool, "%s/mbpf-XXXXXX.o", folder && *folder ? folder : "/tmp");
  if (access(source, R_OK) != 0)
    return tool_fail(error, errno == ENOENT ? TOOL_NOT_FOUND : TOOL_FAILED, "%s: %s", source,
                     strerror(errno));
  int file = mkstemps(temporary, 2);
  if (file < 0)
    return tool_fail(error, TOOL_FAILED, "%s: cannot create: %s", temporary, strerror(errno));
  close(file);
  bool ok = make_arguments(pool, source, temporary, options, arguments, error) && run(arguments, error) &&
            file_read(temporary, MAX_OBJECT_BYTES, object, error);
  unlink(temporary);
  return ok;
}

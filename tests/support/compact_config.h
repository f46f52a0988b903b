/* For the arm32 preset: the interpreter as devices build it, so that the fixtures run in it, too. */
#ifndef SUPPORT_COMPACT_CONFIG_H
#define SUPPORT_COMPACT_CONFIG_H

#define MBPF_WITH_THREADED_DISPATCH 0

#endif

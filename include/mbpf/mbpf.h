/* All of microBPF's public interface. */
#ifndef MBPF_MBPF_H
#define MBPF_MBPF_H

#include <mbpf/config.h>
#include <mbpf/error.h>
#include <mbpf/hook.h>
#include <mbpf/map.h>
#include <mbpf/package.h>
#include <mbpf/port.h>
#include <mbpf/runtime.h>

#endif

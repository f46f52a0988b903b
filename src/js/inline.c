// The bodies of JS_SHARED functions where code is to be small.
#ifdef __OPTIMIZE_SIZE__
#define JS_SHARED_BODIES
#endif
#include "js/convert.h"
#include "js/object.h"

switch (1) { default: default: }
// expect compile error: default

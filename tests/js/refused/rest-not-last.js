function f(...a, b) {}
// expect compile error: rest

function f(a, a) {}
// expect compile error: a

function f(a) { let a }
// expect compile error: a

function f(a = b) { let a; }
// expect compile error: a is declared twice

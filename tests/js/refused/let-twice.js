let a; let a
// expect compile error: a

function f() { if (1) {
// expect compile error:

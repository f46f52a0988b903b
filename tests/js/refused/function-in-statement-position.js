if (1) function f() {}
// expect compile error:

f() = 2
// expect compile error:

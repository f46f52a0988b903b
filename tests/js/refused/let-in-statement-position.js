if (1) let a = 1
// expect compile error:

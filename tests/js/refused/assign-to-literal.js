1 = 2
// expect compile error:

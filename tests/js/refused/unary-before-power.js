var a = -2 ** 2
// expect compile error:

var a = 3in []
// expect compile error:

var a = 1__0
// expect compile error:

throw
1
// expect compile error:

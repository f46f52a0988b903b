5++
// expect compile error:

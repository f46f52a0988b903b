for (var x = 1 of []) {}
// expect compile error:

var x = a => {} ? 1 : 2
// expect compile error: expected ; here

var x = a => {} || b
// expect compile error: expected ; here

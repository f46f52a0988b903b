a: a: ;
// expect compile error: a

let a; var a
// expect compile error: a

try { }
// expect compile error:

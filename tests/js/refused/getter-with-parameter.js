var o = { get a(b) { return 1 } }
// expect compile error:

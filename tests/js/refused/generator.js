function* g() {}
// expect compile error: generator

function eval() {}
// expect compile error: eval

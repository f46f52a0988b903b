var yield = 1
// expect compile error: yield

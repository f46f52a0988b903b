var arguments = 1
// expect compile error: arguments

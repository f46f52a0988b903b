var interface = 1
// expect compile error: interface

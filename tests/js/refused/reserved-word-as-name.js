var if = 1
// expect compile error: if

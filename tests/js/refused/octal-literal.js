var a = 010
// expect compile error: octal

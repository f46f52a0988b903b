var a = '\012'
// expect compile error: octal

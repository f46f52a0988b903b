var A = class {}
// expect compile error: class

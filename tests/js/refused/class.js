class A {}
// expect compile error: class

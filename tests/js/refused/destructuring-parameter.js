function f({ a }) {}
// expect compile error: destructuring

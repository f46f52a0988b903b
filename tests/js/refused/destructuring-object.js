let { a } = { a: 1 }
// expect compile error: destructuring

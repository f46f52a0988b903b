var [a, b] = [1, 2]
// expect compile error: destructuring

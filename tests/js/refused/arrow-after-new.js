new a => a
// expect compile error: arrow function cannot be constructed

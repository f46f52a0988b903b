async function f() {}
// expect compile error: async

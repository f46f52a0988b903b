var f = async (x) => x;
// expect compile error: async functions are not supported

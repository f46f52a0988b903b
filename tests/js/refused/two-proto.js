var o = { __proto__: null, __proto__: null }
// expect compile error: __proto__

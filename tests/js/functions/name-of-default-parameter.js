function f(a = function () {}) { return a.name } print(f())
// expect: a

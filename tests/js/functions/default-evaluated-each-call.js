var n = 0; function f(a = ++n) { return a } print(f(), f(), f(9), f())
// expect: 1 2 9 3

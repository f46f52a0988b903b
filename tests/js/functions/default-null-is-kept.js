function f(a = 5) { return a } print(f(null), f(undefined), f(0))
// expect: null 5 0

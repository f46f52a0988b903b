function g(a) { a = 5; return arguments[0] } print(g(1))
// expect: 1

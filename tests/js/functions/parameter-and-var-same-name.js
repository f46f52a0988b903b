function f(a) { var a; return a } function g(a) { var a = 2; return a } print(f(1), g(1))
// expect: 1 2

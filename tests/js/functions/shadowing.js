var x = 1; function f(x) { x = 2; { let x = 3 } return x } print(f(0), x)
// expect: 2 1

function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) } print(fib(15))
var fact = function me(n) { return n < 2 ? 1 : n * me(n - 1) }; print(fact(10), typeof me)
// expect: 610
// expect: 3628800 undefined

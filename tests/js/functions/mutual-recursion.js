function even(n) { return n == 0 || odd(n - 1) } function odd(n) { return n != 0 && even(n - 1) } print(even(50), odd(7))
// expect: true true

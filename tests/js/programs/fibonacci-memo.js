var memo = {}; function fib(n) { if (n < 2) return n; return memo[n] || (memo[n] = fib(n - 1) + fib(n - 2)) } print(fib(78))
// expect: 8944394323791464

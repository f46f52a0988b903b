function deep(n) { return n == 0 ? 0 : [1].map(function () { return deep(n - 1) + 1 })[0] } print(deep(50))
// expect: 50

function f(a, b, c) { return a + b + c }
print(f(...[1, 2, 3]), f(1, ...[2, 3]), f(...'abc'), Math.max(...[1, 5, 3], 4), f(...new Uint8Array([1, 2, 3])))
// expect: 6 6 abc 5 6

function f(a, b = a + 1, c = b * 2) { return [a, b, c].join() }
print(f(1), f(1, 5), f(1, undefined, 3), f.length)
// expect: 1,2,4 1,5,10 1,2,3 1

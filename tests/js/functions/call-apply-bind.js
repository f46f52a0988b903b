function f(a, b) { return this.x + a + b } var o = { x: 1 }
print(f.call(o, 2, 3), f.apply(o, [2, 3]), f.bind(o)(2, 3), f.bind(o, 2)(3), f.bind(o, 2, 3)())
print(f.bind(o).name, f.bind(o, 1).length, f.bind(o).bind({ x: 5 })(1, 1))
// expect: 6 6 6 6 6
// expect: bound f 1 3

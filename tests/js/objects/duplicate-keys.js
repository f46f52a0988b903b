var o = { a: 1, a: 2, b: 3, a: 4 }; print(o.a, Object.keys(o).join())
// expect: 4 a,b

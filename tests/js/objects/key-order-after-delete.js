var o = { a: 1, b: 2, c: 3 }; delete o.a; o.a = 4; print(Object.keys(o).join())
// expect: b,c,a

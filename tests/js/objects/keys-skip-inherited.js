var o = Object.create({ a: 1 }); o.b = 2; print(Object.keys(o))
// expect: b

var o = { a: 1 }; var r = Object.setPrototypeOf(o, { b: 2 }); print(o.b, r === o)
// expect: 2 true

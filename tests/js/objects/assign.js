var t = { a: 1 }, r = Object.assign(t, { b: 2 }, null, { a: 3 }, undefined, 'xy'); print(r === t, t.a, t.b, t[0], t[1])
// expect: true 3 2 x y

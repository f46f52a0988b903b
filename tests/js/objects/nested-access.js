var o = { a: { b: { c: [10, { d: 'deep' }] } } }; print(o.a.b.c[1].d, o['a']['b'].c.length)
o.a.b.c[1].d += '!'; o.a.b.n = (o.a.b.n || 0) + 1; print(o.a.b.c[1].d, o.a.b.n)
// expect: deep 2
// expect: deep! 1

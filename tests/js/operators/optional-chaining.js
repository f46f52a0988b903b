var o = { a: { b: 5, f: function () { return this.b } } }, n = null
print(o?.a?.b, n?.a.b.c, o.x?.y.z, o.a?.f(), o.a.g?.(), n?.[0], o?.['a']?.['b'], n?.f())
print(delete n?.x, (o?.a).b, typeof n?.x)
// expect: 5 undefined undefined 5 undefined undefined 5 undefined
// expect: true 5 undefined

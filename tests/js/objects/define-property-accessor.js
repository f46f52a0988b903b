var o = {}, n = 1; Object.defineProperty(o, 'a', { get: function () { return n }, set: function (v) { n = v * 10 }, enumerable: true, configurable: true })
o.a = 2; print(o.a, n)
// expect: 20 20

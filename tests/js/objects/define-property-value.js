var o = {}; print(Object.defineProperty(o, 'a', { value: 5, writable: true, enumerable: true, configurable: true }) === o, o.a)
o.a = 6; print(o.a, Object.keys(o).join())
// expect: true 5
// expect: 6 a

function f() { return this } print(f(), f.call(5), f.call(null), f.call('s'), typeof f.call({}))
var o = { m: f }; print(o.m() === o, (0, o.m)(), (o.m)() === o)
// expect: undefined 5 null s object
// expect: true undefined true

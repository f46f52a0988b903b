var o = Object.freeze({ a: 1, n: { m: 1 } })
function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(Object.isFrozen(o), name(function () { o.a = 2 }), name(function () { o.b = 2 }), name(function () { delete o.a }), o.a)
o.n.m = 5; print(o.n.m, Object.isFrozen(o.n), Object.isFrozen(1), Object.isFrozen('s'))
// expect: true TypeError TypeError TypeError 1
// expect: 5 false true true

var o = { a: [] }; o.a.push(o); try { JSON.stringify(o) } catch (e) { print(e.name) }
var s = { x: 1 }; print(JSON.stringify([s, s]))
// expect: TypeError
// expect: [{"x":1},{"x":1}]

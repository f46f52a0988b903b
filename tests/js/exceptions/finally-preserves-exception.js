function f() { try { throw 'x' } finally { var a = [1, 2].map(function (v) { return v + 1 }) } }
try { f() } catch (e) { print(e) }
// expect: x

var f = function () {}, g = () => 1, o = { m: function () {}, s() {}, ['c' + 1]: function () {} }
let h = function () {}
print(f.name, g.name, h.name, o.m.name, o.s.name, o.c1.name, (function () {}).name === '', (function n() {}).name)
// expect: f g h m s c1 true n

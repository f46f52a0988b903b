// registers below a call's window are dead, but must not keep what a collection moved
function deep(a, b, c, d, e) { return a + b.x + c[0] + d + e.length }
function collect() { var o = []; for (var k = 0; k < 30; k++) o.push({ k: k, s: 'text ' + k }); return o.length }
var sum = 0
for (var i = 0; i < 60; i++) {
  sum += deep(i, { x: i }, [i], 'a'.length, 'b' + i + 'c')
  sum += collect()
  sum += deep(1, { x: collect() }, [collect()], collect(), 'x' + collect())
}
print(sum)
// expect: 13040

print((255).toString(16), (255).toString(2), (-255).toString(36), (0.5).toString(2), (0.1).toString(3).slice(0, 10), (35).toString(36), (0).toString(2), NaN.toString(2), (255.5).toString(16), (-0).toString())
function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { (1).toString(1) }), name(function () { (1).toString(37) }), (5).toString(undefined), name(function () { Number.prototype.toString.call('x') }))
// expect: ff 11111111 -73 0.1 0.00220022 z 0 NaN ff.8 0
// expect: RangeError RangeError 5 TypeError

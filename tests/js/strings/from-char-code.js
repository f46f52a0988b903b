print(String.fromCharCode(72, 101, 65536 + 33), String.fromCharCode().length, String.fromCharCode('65', 66.7), String.fromCodePoint(128512, 97).length, String.fromCodePoint() === '')
function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { String.fromCodePoint(-1) }), name(function () { String.fromCodePoint(1.5) }), name(function () { String.fromCodePoint(0x110000) }), name(function () { String.fromCodePoint('x') }))
// expect: He! 0 AB 3 true
// expect: RangeError RangeError RangeError RangeError

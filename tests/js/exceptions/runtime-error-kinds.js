function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { null.x }), name(function () { undefined.x = 1 }), name(function () { x.y }), name(function () { (5)() }), name(function () { new 5 }), name(function () { [].length = -1 }), name(function () { 'a'.repeat(-1) }), name(function () { new Array(-1) }), name(function () { (1).toFixed(101) }))
// expect: TypeError TypeError ReferenceError TypeError TypeError RangeError RangeError RangeError RangeError

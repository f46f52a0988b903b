function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { [].length = -1 }), name(function () { [].length = 1.5 }), name(function () { [].length = 'x' }), name(function () { new Array(1.5) }))
// expect: RangeError RangeError RangeError RangeError

print(String.prototype.slice.call(12345, 1, 3), String.prototype.toUpperCase.call(true), [].join.call([1], ''))
function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { String.prototype.trim.call(null) }), name(function () { String.prototype.trim.call(undefined) }), name(function () { String.prototype.toString.call(5) }))
// expect: 23 TRUE 1
// expect: TypeError TypeError TypeError

var a = Object.freeze([1, 2]); function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { a[0] = 5 }), name(function () { a.push(1) }), name(function () { a.length = 0 }), a.join())
// expect: TypeError TypeError TypeError 1,2

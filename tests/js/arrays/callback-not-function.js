function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { [1].map(5) }), name(function () { [].forEach() }), name(function () { [1].reduce('x') }), name(function () { [2, 1].sort('x') }))
// expect: TypeError TypeError TypeError TypeError

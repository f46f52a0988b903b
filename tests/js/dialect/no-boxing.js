function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { new Number(1) }), name(function () { new String('a') }), name(function () { new Boolean(true) }))
// expect: TypeError TypeError TypeError

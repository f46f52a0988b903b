function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { (5).x = 1 }), name(function () { 'abc'.x = 1 }), name(function () { true.x = 1 }))
// expect: TypeError TypeError TypeError

'use strict'; function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print((5).x, 'a'.x, true.x, name(function () { (5).x = 1 }), name(function () { 'a'.x = 1 }))
// expect: undefined undefined undefined TypeError TypeError

function name(f) { try { f() } catch (e) { return e.name } return 'none' }
'use strict'; var s = 'abc'; print(name(function () { 'use strict'; s[0] = 'x' }), name(function () { 'use strict'; s.length = 1 }), s)
// expect: TypeError TypeError abc

'use strict'; function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(NaN, Infinity, undefined, name(function () { 'use strict'; globalThis.NaN = 1 }), name(function () { 'use strict'; globalThis.Infinity = 1 }), name(function () { 'use strict'; globalThis.undefined = 1 }))
// expect: NaN Infinity undefined TypeError TypeError TypeError

function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { Object.defineProperty(1, 'a', {}) }), name(function () { Object.defineProperty({}, 'a', 1) }), name(function () { Object.defineProperty({}, 'a', { get: 1 }) }), name(function () { Object.defineProperty({}, 'a', { get: function () {}, value: 1 }) }))
// expect: TypeError TypeError TypeError TypeError

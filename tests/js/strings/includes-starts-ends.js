print('abc'.includes('b'), 'abc'.includes('b', 2), 'abc'.includes(''), 'abc'.startsWith('ab'), 'abc'.startsWith('b', 1), 'abc'.endsWith('bc'), 'abc'.endsWith('b', 2), 'abc'.startsWith(''), 'abc'.endsWith('', 0), 'abc'.endsWith('abcd'), 'añ'.endsWith('ñ'))
function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { 'a'.includes(/a/) }), name(function () { 'a'.startsWith(/a/) }), name(function () { 'a'.endsWith(/a/) }))
// expect: true false true true true true true true true false true
// expect: TypeError TypeError TypeError

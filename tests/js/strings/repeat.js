print('ab'.repeat(3), 'ab'.repeat(0) === '', ''.repeat(1e9) === '', 'é'.repeat(2), 'a'.repeat(2.9), 'x'.repeat('2'))
function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { 'a'.repeat(-1) }), name(function () { 'a'.repeat(Infinity) }))
// expect: ababab true true éé aa xx
// expect: RangeError RangeError

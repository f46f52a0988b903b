print('a' in { a: 1 }, 'b' in { a: 1 }, 0 in [1], 1 in [1], 'length' in [], 'toString' in {})
try { 'a' in 'abc' } catch (e) { print(e.name) }
// expect: true false true false true true
// expect: TypeError

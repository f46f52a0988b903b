var r = /a/y; print(r.test('ba'), r.lastIndex); r.lastIndex = 1; print(r.test('ba'), r.lastIndex, r.test('ba'))
// expect: false 0
// expect: true 2 false

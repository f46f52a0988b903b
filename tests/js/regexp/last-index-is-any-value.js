var r = /a/; r.lastIndex = 'zzz'; print(r.test('a'), r.lastIndex); var g = /a/g; g.lastIndex = -1; print(g.test('a'), g.lastIndex)
// expect: true zzz
// expect: true 1

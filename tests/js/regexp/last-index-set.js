var r = /a/g; r.lastIndex = 2; print(r.test('aaaa'), r.lastIndex); r.lastIndex = 9; print(r.test('aaaa'), r.lastIndex); r.lastIndex = '1'; print(r.exec('aaa').index)
var n = /a/; n.lastIndex = 5; print(n.test('a'), n.lastIndex)
// expect: true 3
// expect: false 0
// expect: 1
// expect: true 5

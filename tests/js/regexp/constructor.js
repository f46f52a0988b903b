print(new RegExp('a+').exec('baa')[0], RegExp('b', 'i').test('B'), new RegExp(/x/g).flags, new RegExp(/x/g, 'i').flags, RegExp(/q/).source, new RegExp().source, new RegExp(undefined).source)
var r = /x/; print(RegExp(r) === r, new RegExp(r) === r)
// expect: aa true g i q (?:) (?:)
// expect: true false

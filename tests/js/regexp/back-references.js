print(/(a+)-\1/.test('aa-aa'), /^(a+)-\1$/.test('aa-a'), /(a)\1\1/.test('aaa'), /\1(a)/.exec('aa')[0], /(?:(x)|y)\1z/.test('yz'), /(.)(.)\2\1/.exec('abba')[0])
// expect: true false true a true abba

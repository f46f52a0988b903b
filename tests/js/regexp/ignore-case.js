print(/ABC/i.test('aBc'), /[a-c]+/i.exec('ABCd')[0], /(a)\1/i.test('aA'), /[^a]/i.test('A'), /\u0041/i.test('a'))
// expect: true ABC true false true

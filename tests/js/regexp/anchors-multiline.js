print('a\nb'.match(/^b/), 'a\nb'.match(/^b/m)[0], 'a\nb'.match(/a$/m)[0], 'a\r\nb\u2028c'.match(/^./gm).join(''), /^$/.test(''), 'ab'.match(/$/).index)
// expect: null b a abc true 2

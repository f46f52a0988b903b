print(/a|ab/.exec('abc')[0], /((a)|(ab))((c)|(bc))/.exec('abc').join(), /^(?:one|two|)$/.test(''), /a||b/.exec('b')[0] === '')
// expect: a abc,a,a,,bc,,bc true true

print(/\u{1F600}/u.test('😀'), /^[^x]$/u.test('😀'), /[😀-😂]/u.test('😁'), '😀😀'.match(/./gu).length, /\u{61}/u.test('a'))
// expect: true true true 2 true

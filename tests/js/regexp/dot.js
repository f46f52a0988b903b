print(/a.b/.test('a\nb'), /a.b/s.test('a\nb'), /a.b/.test('a\u2028b'), /^.$/u.test('😀'), /a.b/.test('a\rb'))
// expect: false true false true false

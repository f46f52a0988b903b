print('foo bar'.replace(/\b/g, '|'), 'foo'.replace(/\B/g, '|'), /\bfoo\b/.test('a foo.'), /\bfoo\b/.test('afoo'))
// expect: |foo| |bar| f|o|o true false

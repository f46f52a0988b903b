print(/a{1000}/.test('a'.repeat(1000)), /^a{0,99999}$/.test('a'.repeat(5000)), /(?:ab){300}/.test('ab'.repeat(300)))
// expect: true true true

var a = 'x'.repeat(1000) + 'a', b = 'x'.repeat(1000) + 'b'; print(a < b, a === b, a.length, a.slice(0, 1000) === b.slice(0, 1000))
// expect: true false 1001 true

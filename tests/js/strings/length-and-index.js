var s = 'héllo'; print(s.length, s[1], s[5], s['0'], s.charAt(1), s.charAt(9) === '', s[-1], '😀'.length)
// expect: 5 é undefined h é true undefined 2

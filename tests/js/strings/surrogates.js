var s = 'a😀b'; print(s.length, s.charCodeAt(1).toString(16), s.charCodeAt(2).toString(16), s.codePointAt(1).toString(16), s.codePointAt(2).toString(16), s[3], s.indexOf('b'), s.slice(3))
print(s.slice(1, 2) + s.slice(2, 3) === '😀', s.slice(1, 2).length, ('\ud83d' + '\ude00').length, '\ud83d' + '\ude00' === '😀')
// expect: 4 d83d de00 1f600 de00 b 3 b
// expect: true 1 2 true

var s = 'a\0b'; print(s.length, s.indexOf('\0'), s.split('\0').join('-'), s === 'a\0b', s.charCodeAt(1))
// expect: 3 1 a-b true 0

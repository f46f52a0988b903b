var s = ''; for (var i = 0; i < 500; i++) s += i % 10; print(s.length, s[499], s.slice(0, 12))
// expect: 500 9 012345678901

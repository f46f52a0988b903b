var s = ''
for (var i = 0; i < 3; i++) s += i
for (; i > 0; ) s += i--
for (;;) { break }
for (var a = 0, b = 5; a < b; a++, b--) s += a + ':' + b + ' '
print(s)
// expect: 0123210:5 1:4 2:3

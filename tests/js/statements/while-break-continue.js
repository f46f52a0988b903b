var i = 0, s = ''
while (true) { i++; if (i == 3) continue; if (i > 5) break; s += i }
print(s)
// expect: 1245

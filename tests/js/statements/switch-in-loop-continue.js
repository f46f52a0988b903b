var s = ''
for (var i = 0; i < 4; i++) { switch (i) { case 1: continue; case 2: break; default: s += i } s += '.' }
print(s)
// expect: 0..3.

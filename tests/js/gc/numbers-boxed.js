var a = []; for (var i = 0; i < 300; i++) a.push(i * 1.5 + 0.25); var s = 0; for (i = 0; i < 300; i++) s += a[i]; print(s)
// expect: 67350

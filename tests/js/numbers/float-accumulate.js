var s = 0; for (var i = 0; i < 100; i++) s += 0.1; print(s); var p = 1; for (i = 0; i < 20; i++) p *= 1.1; print(p)
// expect: 9.99999999999998
// expect: 6.72749994932561

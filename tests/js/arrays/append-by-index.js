var a = []; a[0] = 1; a[a.length] = 2; print(a, a.length)
// expect: 1,2 2

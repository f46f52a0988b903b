var a = [1, 2, 3, 4]; a.length = 2; print(a); a.length = 2; print(a.length); a[2] = 9; print(a)
// expect: 1,2
// expect: 2
// expect: 1,2,9

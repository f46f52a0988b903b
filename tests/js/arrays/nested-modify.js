var a = [[1, 2], [3]]; a[0].push(9); a[1][0]++; print(a, a[0].length)
// expect: 1,2,9,4 3

var a = [1, 2, 3,]; print(a.length, [].length, [[]].length, a[3], a[-1], a['1'], a[1.5])
// expect: 3 0 1 undefined undefined 2 undefined

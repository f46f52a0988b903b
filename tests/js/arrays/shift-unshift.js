var a = [1, 2, 3]; print(a.shift(), a, a.unshift(8, 9), a, [].shift(), a.unshift())
// expect: 1 8,9,2,3 4 8,9,2,3 undefined 4

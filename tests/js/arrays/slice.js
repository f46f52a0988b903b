var a = [1, 2, 3, 4, 5]; print(a.slice(), '|', a.slice(1), '|', a.slice(1, 3), '|', a.slice(-2), '|', a.slice(-3, -1), '|', a.slice(3, 1), '|', a.slice(9), '|', a.slice(NaN, '2'))
// expect: 1,2,3,4,5 | 2,3,4,5 | 2,3 | 4,5 | 3,4 |  |  | 1,2

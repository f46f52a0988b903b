var a = [1, 2, 3, 4, 5]; print(a.splice(1, 2), '|', a, '|', a.splice(1, 0, 'x', 'y'), '|', a, '|', a.splice(-1), '|', a, '|', a.splice(1, 2, 'z'), '|', a, '|', a.splice())
// expect: 2,3 | 1,z,4 |  | 1,z,4 | 5 | 1,z,4 | x,y | 1,z,4 |

var a = [1, 2, 3]; print(a.reverse() === a, a, [].reverse().length, [1, 2, 3, 4].reverse())
// expect: true 3,2,1 0 4,3,2,1

var a = [1, 2, NaN, 2, '1']; print(a.indexOf(2), a.indexOf(2, 2), a.indexOf(NaN), a.indexOf('1'), a.indexOf(9), a.lastIndexOf(2), a.lastIndexOf(2, 2), a.indexOf(2, -2), a.lastIndexOf(1, -5), [].indexOf(1))
// expect: 1 3 -1 4 -1 3 1 3 0 -1

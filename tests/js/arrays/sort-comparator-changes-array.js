var a = [5, 4, 3, 2, 1]; try { a.sort(function (x, y) { a.length = 0; return x - y }) } catch (e) {} print('alive')
// expect: alive

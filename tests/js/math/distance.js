function d(a, b) { var x = a[0] - b[0], y = a[1] - b[1]; return Math.sqrt(x * x + y * y) } print(d([0, 0], [3, 4]), d([1, 1], [1, 1]))
// expect: 5 0

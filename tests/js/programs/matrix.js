function mul(a, b) { return a.map(function (r) { return b[0].map(function (_, j) { return r.reduce(function (s, v, k) { return s + v * b[k][j] }, 0) }) }) } print(mul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).join(';'))
// expect: 19,22;43,50

print([1, 2, 3].map(function (x) { return x * x }), [1, 2, 3, 4].filter(function (x) { return x & 1 }), ['1', '2', '3'].map(parseFloat), ['a', 'b'].map(function (v, i) { return v + i }))
// expect: 1,4,9 1,3 1,2,3 a0,b1

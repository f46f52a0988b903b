print([undefined, 2, undefined, 1].sort(function (a, b) { return b - a }))
// expect: 2,1,,

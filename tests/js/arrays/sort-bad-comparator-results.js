print([3, 1, 2].sort(function () { return NaN }).length, [3, 1, 2].sort(function () { return undefined }).length, [2, 1].sort(function (a, b) { return a < b }).length)
// expect: 3 3 2

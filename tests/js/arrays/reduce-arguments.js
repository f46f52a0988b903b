[1, 2].reduce(function (acc, v, i, a) { print(acc, v, i, a.length); return acc + v }, 10)
// expect: 10 1 0 2
// expect: 11 2 1 2

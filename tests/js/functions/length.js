print((function () {}).length, (function (a, b) {}).length, ((a, b = 1, c) => 1).length, ((...r) => 1).length, Math.max.length, [].push.length)
// expect: 0 2 1 0 2 1

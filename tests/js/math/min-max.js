print(Math.max(1, 3, 2), Math.min(1, 3, 2), Math.max(), Math.min(), Math.max(1, NaN), Math.max('5', 2), 1 / Math.max(-0, 0), 1 / Math.min(0, -0), Math.max(-0), Math.min(NaN, 1), Math.max(undefined))
var log = []; Math.max(NaN, { valueOf: function () { log.push('seen'); return 1 } }); print(log)
// expect: 3 1 -Infinity Infinity NaN 5 Infinity -Infinity 0 NaN NaN
// expect: seen

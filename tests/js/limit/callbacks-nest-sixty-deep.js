function nest(n) { return n == 0 ? 'bottom' : [n].map(function (k) { return nest(k - 1) })[0] }
print(nest(60))
function sorts(n) { if (n == 0) return 0; var r; [2, 1].sort(function (a, b) { r = r || sorts(n - 1) + 1; return a - b }); return r }
print(sorts(60))
function replaces(n) { return n == 0 ? 'x' : 'a'.replace(/a/, function () { return replaces(n - 1) }) }
print(replaces(60))
// expect: bottom
// expect: 60
// expect: x

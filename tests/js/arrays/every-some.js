var a = [2, 4, 6]; print(a.every(function (x) { return x % 2 == 0 }), a.some(function (x) { return x > 5 }), [].every(function () { return false }), [].some(function () { return true }))
// expect: true true true false

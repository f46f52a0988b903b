var a = [5, 8, 12]; print(a.find(function (x) { return x > 6 }), a.find(function (x) { return x > 99 }), a.findIndex(function (x) { return x > 6 }), a.findIndex(function () { return false }))
// expect: 8 undefined 1 -1

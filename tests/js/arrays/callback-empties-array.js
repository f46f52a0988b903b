var a = [1, 2, 3], n = 0; a.forEach(function () { n++; a.length = 0 }); print(n, a.length)
var b = [1, 2, 3]; print(b.filter(function (v) { b.length = 1; return true }))
// expect: 1 0
// expect: 1

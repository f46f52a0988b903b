var a = [1, 2, 3], seen = []; a.forEach(function (v) { seen.push(v); if (v == 1) a.push(4); if (v == 2) a.pop() }); print(seen, '|', a)
var b = [1, 2, 3, 4]; print(b.map(function (v) { b.length = 2; return v }).length)
// expect: 1,2,3 | 1,2,3
// expect: 4

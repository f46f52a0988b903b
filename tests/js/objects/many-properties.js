var o = {}; for (var i = 0; i < 200; i++) o['k' + i] = i
var s = 0; for (var k in o) s += o[k]; print(s, Object.keys(o).length, o.k150)
for (i = 0; i < 200; i += 2) delete o['k' + i]; print(Object.keys(o).length, o.k150, o.k151)
// expect: 19900 200 150
// expect: 100 undefined 151

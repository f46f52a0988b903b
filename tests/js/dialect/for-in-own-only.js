var o = Object.create({ inherited: 1 })
o.own = 2
for (var k in o) print(k)
// expect: own

var a = [1, 2], n = 0
for (var v of a) { if (n++ < 3) a.push(v * 10) }
print(a)
// expect: 1,2,10,20,100

var o = { b: 1, a: 2, 2: 3, 1: 4 }, s = ''
for (var k in o) s += k + '=' + o[k] + ' '
print(s)
for (var i in [7, 8]) print(i, typeof i)
for (var z in null) print('no'); for (z in undefined) print('no')
// expect: 1=4 2=3 b=1 a=2
// expect: 0 string
// expect: 1 string

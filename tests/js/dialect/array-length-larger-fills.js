var a = [1]
a.length = 3
print(a.length, a[2], 2 in a, Object.keys(a))
// expect: 3 undefined true 0,1,2

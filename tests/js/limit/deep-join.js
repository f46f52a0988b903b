var a = ['x']
for (var i = 0; i < 30; i++) a = [a]
print(a.join())
// expect: x

var a = [1, 2]
try { delete a[0] } catch (e) { print(e.name) }
print(a.length)
// expect: TypeError
// expect: 2

var a = new Uint8Array(2)
try { a[2] = 1 } catch (e) { print(e.name) }
print(a)
// expect: TypeError
// expect: 0,0

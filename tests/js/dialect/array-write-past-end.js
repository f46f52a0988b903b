var a = [1]
try { a[5] = 1 } catch (e) { print(e.name) }
try { a[2] = 1 } catch (e) { print(e.name) }
a[1] = 2
print(a, a.length)
// expect: TypeError
// expect: TypeError
// expect: 1,2 2

var o = { a: 1, b: 2, c: 3 }, s = ''
for (var k in o) { s += k; if (k == 'a') delete o.b }
print(s)
// expect: ac

var n = 0
for (var i = 0; i < 1000; i++) { try { try { throw i } finally { n++ } } catch (e) { n += e == i } }
print(n)
// expect: 2000

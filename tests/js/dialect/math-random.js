var r = Math.random()
print(r >= 0, r < 1)
// expect: true true

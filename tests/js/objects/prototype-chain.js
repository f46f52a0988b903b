var a = { x: 1 }, b = Object.create(a), c = Object.create(b); b.y = 2; c.x = 3
print(c.x, c.y, b.x, a.x); delete c.x; print(c.x); a.x = 9; print(c.x)
// expect: 3 2 1 1
// expect: 1
// expect: 9

var a = 0, b = 1, c = null
a ||= 5; b &&= 6; c ??= 7
print(a, b, c)
var n = 0, o = { get x() { n++; return 1 }, set x(v) { print('set') } }
o.x ||= 2; o.x ??= 3; print(n)
o.x &&= 4; print(n)
// expect: 5 6 7
// expect: 2
// expect: set
// expect: 3

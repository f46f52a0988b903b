var list = [{ f() { return 'a' } }, { x: 1, f() { return 'b' } }, Object.create({ f() { return 'c' } })]
print(list.map(function (o) { return o.f() }).join(''))
// expect: abc

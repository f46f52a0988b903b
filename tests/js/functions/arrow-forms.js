var a = x => x + 1, b = (x, y) => { return x * y }, c = () => ({ v: 1 }), d = (...r) => r.length, e = (x = 2) => x
print(a(1), b(2, 3), c().v, d(1, 2, 3), e(), (() => {})())
// expect: 2 6 1 3 2 undefined

var p = { get v() { return this.n * 2 }, set v(x) { this.n = x } }, o = Object.create(p)
o.v = 5; print(o.v, o.n, p.n, Object.keys(o).join())
// expect: 10 5 undefined n

var o = { v: 3, get x() { return this.v }, set x(n) { this.v = n } }; o.x = 7; print(o.x, o.v)
// expect: 7 7

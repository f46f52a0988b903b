var o = { n: 1 }; o.me = o; print(o.me.me.me.n)
// expect: 1

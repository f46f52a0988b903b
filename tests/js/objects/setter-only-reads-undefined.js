var o = { set a(v) {} }; print(o.a)
// expect: undefined

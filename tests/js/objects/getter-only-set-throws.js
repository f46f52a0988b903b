var o = { get a() { return 1 } }; try { o.a = 2 } catch (e) { print(e.name) } print(o.a)
// expect: TypeError
// expect: 1

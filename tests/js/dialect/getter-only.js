var o = { get x() { return 1 } }
try { o.x = 2 } catch (e) { print(e.name) }
// expect: TypeError

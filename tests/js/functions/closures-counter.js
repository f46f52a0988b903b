function make() { var n = 0; return { inc: function () { return ++n }, get: function () { return n } } }
var a = make(), b = make(); a.inc(); a.inc(); b.inc(); print(a.get(), b.get())
// expect: 2 1

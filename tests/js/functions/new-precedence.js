function A() { this.B = function () { this.v = 1 } } print(new new A().B().v)
var o = { F: function () { this.w = 2 } }; print(new o.F().w, (new o.F).w)
// expect: 1
// expect: 2 2

function A() {} var a = new A, s = ''; for (var i = 0; i < 3; i++) { A.prototype.v = i; s += a.v } print(s)
// expect: 012

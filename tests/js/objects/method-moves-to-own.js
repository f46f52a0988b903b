function A() {} A.prototype.f = function () { return 'proto' }; var a = new A; var s = ''
for (var i = 0; i < 3; i++) { if (i == 1) a.f = function () { return 'own' }; if (i == 2) delete a.f; s += a.f() + ' ' } print(s)
// expect: proto own proto

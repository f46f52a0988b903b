var a, b;
(a) = function () {};
b = (function () {});
print('[' + a.name + ']', b.name);
// expect: [] b

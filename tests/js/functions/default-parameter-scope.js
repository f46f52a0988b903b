var x = 'outer'
function f(a = x, x2 = function () { return a }) { var a2 = a; return x2() + a2 }
print(f(), f('arg'))
// expect: outerouter argarg

var log = ''
function f(x) { log += x; return x }
f(1) + f(2) * f(3); f(4) < f(5); ({})[f(6)] = f(7); [f(8), f(9)]
print(log)
// expect: 123456789

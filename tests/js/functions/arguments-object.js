function f() { return arguments.length + ':' + arguments[0] + ':' + Array.isArray(arguments) }
function g(a) { arguments[0] = 9; return a }
print(g(1))
// expect: 1

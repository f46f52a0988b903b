function A() {} function B() {}
var a = new A
print(a instanceof A, a instanceof B, a instanceof Object, [] instanceof Array, A instanceof Function, 1 instanceof Number)
try { a instanceof 5 } catch (e) { print(e.name) }
// expect: true false true true true false
// expect: TypeError

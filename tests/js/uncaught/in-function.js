function f() { null.x }
f()
// expect error: TypeError

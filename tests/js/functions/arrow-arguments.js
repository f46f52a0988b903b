function f() { return (() => arguments[0])() } print(f('x'))
// expect: x

function f() {} function g() { return } print(f(), g())
// expect: undefined undefined

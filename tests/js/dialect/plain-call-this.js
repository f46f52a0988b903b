function f() { return this }
print(f())
// expect: undefined

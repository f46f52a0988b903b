{ function f() { return 1 } print(f()) }
print(typeof f)
// expect: 1
// expect: undefined

function f() { return /*
*/ 5 }
print(f())
// expect: undefined

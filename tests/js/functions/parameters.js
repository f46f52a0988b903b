function f(a, b) { return a + ',' + b + ',' + arguments.length }
print(f(), f(1), f(1, 2), f(1, 2, 3), f.length)
// expect: undefined,undefined,0 1,undefined,1 1,2,2 1,2,3 2

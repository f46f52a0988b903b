function f() { return arguments.length }
print(f.apply({}))
// expect: 0

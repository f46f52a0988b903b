function f(s) { return /x+/.exec(s)[0] }
print(f('axxb'), typeof /x/)
// expect: xx object

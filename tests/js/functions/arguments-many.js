function f() { var s = 0; for (var i = 0; i < arguments.length; i++) s += arguments[i]; return s }
print(f(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), f.apply(null, [1, 2, 3]))
// expect: 55 6

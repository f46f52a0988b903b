// The name of a function expression gives way to anything else of that name.
print((function f(f) { return f; })(1));
// expect: 1
print((function f(a, f = a) { return f; })(2));
// expect: 2
print((function f() { var f; return typeof f; })());
// expect: undefined
print((function f() { let f = 3; return f; })());
// expect: 3
print((function f() { function f() { return 4; } return f(); })());
// expect: 4
print((function f(...f) { return f.length; })(1, 2));
// expect: 2
try {
  (function f() { f(); let f; })();
} catch (e) {
  print(e.name);
}
// expect: ReferenceError
print((function f(g = f) { var f = 1; return typeof g; })());
// expect: function

function f(a) { return typeof a; function a() {} } print(f(1))
// expect: function

function f(a) { return function () { return a++ } } var g = f(5), h = f(10); print(g(), g(), h(), g())
// expect: 5 6 10 7

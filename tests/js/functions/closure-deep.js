function a(x) { return function (y) { return function (z) { return function () { return x + y + z } } } } print(a(1)(2)(3)())
// expect: 6

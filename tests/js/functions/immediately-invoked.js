print((function (a) { return a * 2 })(4), (function () { return 1 }()), !function () { return 0 }(), (() => 5)())
// expect: 8 1 true 5

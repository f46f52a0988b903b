print((123.456).toPrecision(4), (0.000123).toPrecision(2), (1e21).toPrecision(3), (123456).toPrecision(2), (0).toPrecision(3), (1.25).toPrecision(2), (99.99).toPrecision(3), (5).toPrecision(), NaN.toPrecision(200))
function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { (1).toPrecision(0) }), name(function () { (1).toPrecision(101) }), name(function () { (1).toExponential(-1) }), name(function () { (1).toFixed(-1) }))
// expect: 123.5 0.00012 1.00e+21 1.2e+5 0.00 1.3 100 5 NaN
// expect: RangeError RangeError RangeError RangeError

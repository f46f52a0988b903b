print((123456).toExponential(2), (123456).toExponential(), (0).toExponential(3), (-1.5e-9).toExponential(1), Infinity.toExponential(200), (25).toExponential(0), (0.00015).toExponential(undefined))
// expect: 1.23e+5 1.23456e+5 0.000e+0 -1.5e-9 Infinity 3e+1 1.5e-4

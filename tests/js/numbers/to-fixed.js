print((1.005).toFixed(2), (1.45).toFixed(1), (0).toFixed(2), (-1.5).toFixed(0), (2.5).toFixed(0), (1e21).toFixed(2), (123.456).toFixed(), NaN.toFixed(2), (0.000001).toFixed(7), (-0.0000001).toFixed(2), (1.23e20).toFixed(2), (0.5).toFixed(0))
// expect: 1.00 1.4 0.00 -2 3 1e+21 123 NaN 0.0000010 -0.00 123000000000000000000.00 1

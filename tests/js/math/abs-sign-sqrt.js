print(Math.abs(-5), Math.abs(-2147483648), Math.abs('-3'), Math.abs(null), Math.abs(), 1 / Math.abs(-0), Math.sign(-3), Math.sign(NaN), 1 / Math.sign(-0), Math.sqrt(16), Math.sqrt(-1), Math.sqrt(2), Math.abs(-Infinity))
// expect: 5 2147483648 3 0 NaN Infinity -1 NaN -Infinity 4 NaN 1.4142135623730951 Infinity

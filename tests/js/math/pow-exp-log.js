print(Math.pow(2, 10), Math.pow(2, 0.5), Math.pow(-2, 3), Math.pow(NaN, 0), Math.pow(1, Infinity), Math.exp(0), Math.exp(1), Math.log(1), Math.log(0), Math.log(-1), Math.log2(8), Math.log10(1000), Math.log2(0.5), Math.exp(-Infinity), Math.log10(1e-5))
// expect: 1024 1.4142135623730951 -8 1 NaN 1 2.718281828459045 0 -Infinity NaN 3 3 -1 0 -5

print(parseInt('9', 8), parseFloat('1e'))
// expect: NaN 1

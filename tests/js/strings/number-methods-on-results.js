print(('5' * 1).toFixed(2), 'abc'.length.toString(2), (1.5 + 'x').length)
// expect: 5.00 11 4

print(['1', '2', '3'].map(parseInt))
// expect: 1,NaN,NaN

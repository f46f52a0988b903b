print(-'5', +true, - -3, -'', -null, +'x', -[2])
// expect: -5 1 3 0 0 NaN -2

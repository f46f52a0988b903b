print(0 in [1], 1 in [1])
// expect: true false

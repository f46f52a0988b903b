print((1, 2, 3), void 0, typeof (0, 1))
// expect: 3 undefined number

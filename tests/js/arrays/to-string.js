print([1, [2, [3, 4]]].toString(), String([]), [true, null] + '')
// expect: 1,2,3,4  true,

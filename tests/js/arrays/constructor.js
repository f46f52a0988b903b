print(Array(1, 2, 3), new Array('a'), Array().length, new Array(3).length, Array.isArray(new Array(2)), Array(3).fill(0))
// expect: 1,2,3 a 0 3 true 0,0,0

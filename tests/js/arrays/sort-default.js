print([3, 1, 2].sort(), [10, 9, 1].sort(), ['b', 'a', 'C'].sort(), [true, false].sort(), [undefined, 3, null, 1].sort(), [-1, -2, 5].sort())
// expect: 1,2,3 1,10,9 C,a,b false,true 1,3,, -1,-2,5

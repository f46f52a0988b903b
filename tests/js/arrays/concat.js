print([1].concat(2, [3, 4], [[5]], 'ab').length, [1].concat([2], [3]).join(), [].concat().length, [].concat(null, undefined).length)
// expect: 6 1,2,3 0 2

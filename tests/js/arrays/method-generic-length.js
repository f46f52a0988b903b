print([3, 4].length, 'abc'['length'], [].push.call([1], 2))
// expect: 2 3 2

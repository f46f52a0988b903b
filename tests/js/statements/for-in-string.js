for (var k in 'ab') print(k)
// expect: 0
// expect: 1

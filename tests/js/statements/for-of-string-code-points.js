for (var c of 'a😀é') print(c, c.length)
// expect: a 1
// expect: 😀 2
// expect: é 1

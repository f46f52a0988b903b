print(true ? 1 : 2, 0 ? 1 : 0 ? 2 : 3, (null ? 'a' : 'b') + 'c')
// expect: 1 3 bc

print('a' < 'B', 'abc' < 'abcd', '' < ' ', 'é' > 'z', '2' < '10', 'a' == 'a', 'ab' > 'aa')
// expect: false true true true false true true

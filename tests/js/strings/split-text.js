print('a,b,c'.split(',').length, 'a,b,c'.split(',', 2), 'abc'.split(''), ''.split(',').length, ''.split('').length, 'abc'.split('x'), 'aXXb'.split('X').length, 'abc'.split(), ',a,'.split(',').join('|'), 'abc'.split('abc').length, 'a,b'.split(',', 0).length, 'a1b'.split(1))
// expect: 3 a,b a,b,c 1 0 abc 3 abc |a| 2 0 a,b

print('abcabc'.indexOf('c'), 'abcabc'.indexOf('c', 3), 'abc'.indexOf(''), 'abc'.indexOf('', 2), 'abc'.indexOf('', 9), 'abc'.indexOf('z'), 'abc'.indexOf('a', -5), 'aXbX'.indexOf('X', 2), 'undefined'.indexOf(), 'abc'.indexOf('abcd'))
// expect: 2 5 0 2 3 -1 0 3 0 -1

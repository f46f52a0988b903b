print('abc'.search(/c/), 'abc'.search('z'), 'abc'.search(/b/g), 'a€c'.search('c'), 'abc'.search())
// expect: 2 -1 1 2 0

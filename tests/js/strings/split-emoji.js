print('a😀b'.split('').length, 'a😀b'.split('').join('') === 'a😀b', '1😀2😀3'.split('😀').join())
// expect: 4 true 1,2,3

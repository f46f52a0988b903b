print('abc'.toString(), String('x').toString() === 'x')
// expect: abc true

print('A'.charCodeAt(), 'A'.charCodeAt(1), 'AB'.charCodeAt('1'), 'A'.charCodeAt(-1), 'A'.charCodeAt(NaN), 'AB'.charCodeAt(1.9), 'A'.codePointAt(5))
// expect: 65 NaN 66 NaN 65 66 undefined

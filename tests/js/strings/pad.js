print('5'.padStart(3, '0'), '5'.padEnd(3, 'ab'), '5'.padStart(6, 'abc'), 'abc'.padStart(2), '[' + 'a'.padEnd(3) + ']', 'a'.padStart(5, ''), 'x'.padStart(4, 'é€'), 'a'.padEnd(4, 12), 'é'.padStart(3, 'z'))
// expect: 005 5ab abcab5 abc [a  ] a é€éx a121 zzé

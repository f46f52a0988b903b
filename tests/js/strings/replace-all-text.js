print('aXbXc'.replaceAll('X', '-'), 'aaa'.replaceAll('aa', 'b'), 'abc'.replaceAll('', '-'), 'xx'.replaceAll('x', '$&$&'), 'xx'.replaceAll('x', function (m, i, s) { return m + i + s }))
// expect: a-b-c ba -a-b-c- xxxx x0xxx1xx

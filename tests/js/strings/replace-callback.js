print('a1b2'.replace(/([a-z])(\d)/g, function (m, l, d, i, s) { return d + l + i + s.length }), 'abc'.replace(/z?/g, '-'), 'abc'.replace('b', function (m, i, s) { return m.toUpperCase() + i + s }), 'ab'.replace(/a(x)?/, function (m, g) { return typeof g }))
// expect: 1a042b24 -a-b-c- aB1abcc undefinedb

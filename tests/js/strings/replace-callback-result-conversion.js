print('abc'.replace('b', function () {}), 'abc'.replace('b', function () { return null }), 'abc'.replace(/b/, function () { return 5 }), 'abc'.replace('b', function () { return '$&' }))
// expect: aundefinedc anullc a5c a$&c

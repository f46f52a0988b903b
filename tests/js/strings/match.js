print('abcabc'.match(/b/).index, 'abcabc'.match(/b/g), 'abc'.match(/z/), 'abc'.match(/z/g), 'a1b2'.match(/([a-z])(\d)/).join('|'), 'abc'.match('b')[0], 'abc'.match().length, 'x'.match(/(y)?x/)[1])
// expect: 1 b,b null null a1|a|1 b 1 undefined

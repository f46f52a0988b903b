print('a1b22c'.split(/\d/).join('|'), 'a1b22c'.split(/\d+/).join('|'), 'abc'.split(/(?:)/).join('|'), 'a-b-c'.split(/(-)/).join('|'), ''.split(/x/).length, ''.split(/(?:)/).length, 'a,b'.split(/,/, 1).join(), 'A<B>bold</B>and'.split(/<(\/)?([^<>]+)>/).join('|'), 'ab'.split(/a*?/).join('|'), 'ab'.split(/a*/).join('|'))
// expect: a|b||c a|b|c a|b|c a|-|b|-|c 1 0 a A||B|bold|/|B|and a|b |b

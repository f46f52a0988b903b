var m = 'ab cd'.match(/(\w)(x)?/g); print(m, m.length, m.index); print('aab'.match(/a*?/g).length)
// expect: a,b,c,d 4 undefined
// expect: 4

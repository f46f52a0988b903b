var a = [1, 2]; print(a['0'], a['01'], a['1.0'], '0' in a, 'length' in a)
// expect: 1 undefined undefined true true

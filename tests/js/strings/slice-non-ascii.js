var s = 'añb€c😀d'; print(s.slice(1, 2), s.slice(3, 4), s.slice(5, 7), s.slice(-1), s.substring(0, 4), s.length)
// expect: ñ € 😀 d añb€ 8

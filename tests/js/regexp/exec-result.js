var m = /(\d+)-(\d+)/.exec('ab 12-34 z'); print(m[0], m[1], m[2], m.index, m.input, m.length, Array.isArray(m))
// expect: 12-34 12 34 3 ab 12-34 z 3 true

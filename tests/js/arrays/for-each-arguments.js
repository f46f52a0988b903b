[7, 8].forEach(function (v, i, a) { print(v, i, a.length, this.t) }, { t: 'T' })
// expect: 7 0 2 T
// expect: 8 1 2 T

var t = { valueOf: function () { return 42 } }; print(t + 1, t * 2, t > 41, t == 42, -t, `${{ toString: () => 'T' }}`)
// expect: 43 84 true true -42 T

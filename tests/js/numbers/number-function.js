print(Number(), Number('12'), Number(''), Number('0b11'), Number(true), Number([]), Number('abc'), Number(null), Number(undefined), Number({ valueOf: function () { return 5 } }))
// expect: 0 12 0 3 1 0 NaN 0 NaN 5

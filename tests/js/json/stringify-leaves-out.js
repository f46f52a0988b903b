print(JSON.stringify({ a: undefined, f: function () {}, b: 1 }), JSON.stringify([undefined, function () {}, 1]), JSON.stringify([NaN, Infinity]))
// expect: {"b":1} [null,null,1] [null,null]

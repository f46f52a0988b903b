print(JSON.stringify({ a: 1, b: { toJSON: 1 } }, null), JSON.stringify([1]))
// expect: {"a":1,"b":{"toJSON":1}} [1]

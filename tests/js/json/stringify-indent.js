print(JSON.stringify({ a: [1, { b: 2 }], c: [], d: {} }, null, 2)); print(JSON.stringify([1, [2]], null, '--')); print(JSON.stringify([1], null, 20).length, JSON.stringify({ a: 1 }, null, ''), JSON.stringify([1], null, 0), JSON.stringify([1], undefined, 'abcdefghijklmno').length)
// expect: {
// expect:   "a": [
// expect:     1,
// expect:     {
// expect:       "b": 2
// expect:     }
// expect:   ],
// expect:   "c": [],
// expect:   "d": {}
// expect: }
// expect: [
// expect: --1,
// expect: --[
// expect: ----2
// expect: --]
// expect: ]
// expect: 15 {"a":1} [1] 15

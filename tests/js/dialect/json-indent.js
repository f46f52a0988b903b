print(JSON.stringify({ a: [1] }, null, 1))
// expect: {
// expect:  "a": [
// expect:   1
// expect:  ]
// expect: }

for (var v of new Uint8Array([1, 300])) print(v)
// expect: 1
// expect: 44

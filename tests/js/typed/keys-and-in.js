var a = new Uint8Array(2); print(Object.keys(a), 1 in a, 2 in a)
// expect: 0,1 true false

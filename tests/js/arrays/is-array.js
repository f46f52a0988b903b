print(Array.isArray([]), Array.isArray({ length: 0 }), Array.isArray('a'), Array.isArray(), Array.isArray(new Uint8Array(1)))
// expect: true false false false false

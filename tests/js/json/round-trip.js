var v = { s: 'é😀\n', n: [0.1, -1e-7, 123456789012], b: [true, false, null], o: { '': {} } }; print(JSON.stringify(JSON.parse(JSON.stringify(v))) === JSON.stringify(v))
// expect: true

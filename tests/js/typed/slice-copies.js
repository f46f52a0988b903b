var a = new Int16Array([1, 2, 3]), s = a.slice(1); s[0] = 9; print(s, a, a.slice(-1), s.byteOffset)
// expect: 9,3 1,2,3 3 0

var a = new Uint8Array([1, 2, 3, 4]), s = a.subarray(1, 3); s[0] = 9; print(s, a, s.byteOffset, a.subarray(-1), a.subarray(3, 1).length, a.subarray().length, s.subarray(1))
// expect: 9,3 1,9,3,4 1 4 0 4 3

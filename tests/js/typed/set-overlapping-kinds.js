var b = new ArrayBuffer(8), u8 = new Uint8Array(b), u16 = new Uint16Array(b, 0, 4); u8.set([1, 2, 3, 4]); u16.set(u8.subarray(0, 4)); print(u16)
// expect: 1,2,3,4

var b = new ArrayBuffer(8), u8 = new Uint8Array(b), u16 = new Uint16Array(b, 2, 2)
u8[2] = 5; u8[3] = 5; print(u16[0], u16.length, u16.byteOffset, u16.byteLength, u16.buffer === b, b.byteLength, u8.length)
// expect: 1285 2 2 4 true 8 8

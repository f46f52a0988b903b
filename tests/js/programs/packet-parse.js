var p = new Uint8Array([0x45, 0, 0, 28, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0x30, 0x39, 0, 53, 0, 8, 0, 0]); function u16(o) { return p[o] << 8 | p[o + 1] }
var ihl = (p[0] & 15) * 4; print(p[0] >> 4, p[9] == 17, p.subarray(12, 16).join('.'), u16(ihl), u16(ihl + 2)); var s = 0; for (var i = 0; i < 20; i += 2) s += u16(i); while (s >> 16) s = (s & 65535) + (s >> 16); print((~s & 65535).toString(16))
// expect: 4 true 10.0.0.1 12345 53
// expect: 66ce

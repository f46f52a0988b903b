var t = []; for (var n = 0; n < 256; n++) { var c = n; for (var k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; t.push(c >>> 0) }
var crc = -1, s = '123456789'; for (var i = 0; i < s.length; i++) crc = t[(crc ^ s.charCodeAt(i)) & 255] ^ (crc >>> 8); print(((crc ^ -1) >>> 0).toString(16))
// expect: cbf43926

var a = new Uint8Array(256), s = 0; for (var i = 0; i < 256; i++) a[i] = i * 3; for (i = 0; i < a.length; i++) s += a[i]; print(s)
// expect: 32640

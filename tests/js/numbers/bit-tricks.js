var x = 0x12345678; print((x >>> 24).toString(16), (x << 8 >>> 0).toString(16), (x ^ 0xffffffff) >>> 0, ~x, x & -x, (x | 0x80000000) >>> 0)
var s = 1; for (var i = 0; i < 10; i++) { s ^= s << 13; s ^= s >>> 17; s ^= s << 5 } print(s)
// expect: 12 34567800 3989547399 -305419897 8 2452903544
// expect: -1378868364

var h = 0x811c9dc5; for (var i = 0; i < 50; i++) { h ^= i; h = Math.imul(h, 0x01000193) >>> 0 } print(h)
// expect: 3846415658

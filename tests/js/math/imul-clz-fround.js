print(Math.imul(0xffffffff, 5), Math.imul(65536, 65536), Math.imul(3, -4), Math.imul(), Math.imul('3', 2.9), Math.clz32(1), Math.clz32(0), Math.clz32(-1), Math.clz32(0.5), Math.clz32(4294967296), Math.fround(0.1), Math.fround(1e40), Math.fround(NaN), Math.fround(5.5))
// expect: -5 0 -12 0 6 31 32 0 32 32 0.10000000149011612 Infinity NaN 5.5

var a = 10; a += 5; a -= 3; a *= 2; a /= 4; a %= 4; print(a)
var b = 3; b **= 3; b <<= 2; b >>= 1; b >>>= 1; b |= 1; b &= 13; b ^= 5; print(b)
var s = 'x'; s += 1; s += 'y'; print(s)
// expect: 2
// expect: 12
// expect: x1y

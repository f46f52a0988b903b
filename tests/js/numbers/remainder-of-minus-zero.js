// The remainder has the sign of the dividend, also of -0, whatever the divisor is kept in.
function rest(x, y) { return x % y; }
print(1 / rest(-0, 3), 1 / (-0 % 3), 1 / rest(-6, 3), 1 / rest(-0, 4294967295), 1 / rest(0, 3))
print(rest(4294967295, 2), rest(4294967290, 7), rest(-4294967290, 7))
// expect: -Infinity -Infinity -Infinity -Infinity Infinity
// expect: 1 5 -5

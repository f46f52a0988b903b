function queens(n, row, c, d1, d2) { if (row == n) return 1; var k = 0; for (var i = 0; i < n; i++) if (!(c >> i & 1) && !(d1 >> row + i & 1) && !(d2 >> row - i + n & 1)) k += queens(n, row + 1, c | 1 << i, d1 | 1 << row + i, d2 | 1 << row - i + n); return k } print(queens(6, 0, 0, 0, 0))
// expect: 4

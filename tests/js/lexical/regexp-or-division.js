var a = 8, g = 2, b = 4
print(a / b / g, /a/g.test('cat'), (4) / 2, [6][0] / 3)
// expect: 1 true 2 2

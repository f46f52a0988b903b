var o = { valueOf: function () { print('valueOf'); return 3 }, toString: function () { print('toString'); return 's' } }
print(o + 1, `${o}`, o * 2, o == 3, String(o), o > 2, [o] + '')
// expect: valueOf
// expect: toString
// expect: valueOf
// expect: valueOf
// expect: toString
// expect: valueOf
// expect: toString
// expect: 4 s 6 true s true s

var a = 1, k = 'dyn'
var o = { a, 'quoted key': 2, 3: 'three', [k + 1]: 4, if: 5, m() { return 6 }, 1.5: 7, 0x10: 8 }
print(o.a, o['quoted key'], o[3], o.dyn1, o.if, o.m(), o['1.5'], o[16])
// expect: 1 2 three 4 5 6 7 8

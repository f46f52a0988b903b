var s = ''
for (var v of [1, 'x', null]) s += v + ';'
print(s)
// expect: 1;x;null;

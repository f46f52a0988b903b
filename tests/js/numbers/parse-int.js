print(parseInt('42px'), parseInt('0x1f'), parseInt('101', 2), parseInt('z', 36), parseInt(''), parseInt('  -7'), parseInt('9', 8), parseInt('12', 1), parseInt('1e3'), parseInt(null, 36), parseInt('0.00001'), parseInt(0.0000005), parseInt('123', 0), parseInt('0x', 16), parseInt('11', 4294967298), parseInt(15.99))
// expect: 42 31 5 35 NaN -7 NaN NaN 1 1112745 0 5 123 NaN 3 15

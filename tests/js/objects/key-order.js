var o = { z: 1, 10: 2, a: 3, 2: 4, '-1': 5, '01': 6 }; o.b = 7; o[0] = 8
print(Object.keys(o).join())
// expect: 0,2,10,z,a,-1,01,b

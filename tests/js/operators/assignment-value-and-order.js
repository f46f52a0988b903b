var a = 1, b = a + (a = 5) + a; print(b, a)
var o = {}, k = 'x'; o[k] = (k = 'y', 1); print(Object.keys(o)[0])
// expect: 11 5
// expect: x

var a = new Uint8Array(4); a[0] = '12'; a[1] = true; a[2] = null; a[3] = undefined; print(a)
a[0] = { valueOf: function () { return 33 } }; print(a[0])
// expect: 12,1,0,0
// expect: 33

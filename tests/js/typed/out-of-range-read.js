var a = new Uint8Array(2); print(a[2], a[-1], a[1.5], a['0'], a.x)
// expect: undefined undefined undefined 0 undefined

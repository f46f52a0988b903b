var a = []; for (var i = 0; i < 2; i++) a.push(/x/g); print(a[0] === a[1], a[0].lastIndex)
// expect: false 0

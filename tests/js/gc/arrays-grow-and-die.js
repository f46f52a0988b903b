var t = 0; for (var i = 0; i < 50; i++) { var a = []; for (var j = 0; j < 50; j++) a.push(j * i); t += a[49] } print(t)
// expect: 60025

var a = []; for (var i = 0; i < 3000; i++) a.push(i); var s = 0; while (a.length) s += a.pop(); print(s)
// expect: 4498500

var n = 0, a = []; for (var i = 0; i < 50; i++) a.push(i * 7 % 50); a.sort(function () { return (n = (n * 5 + 3) % 7) - 3 }); print(a.length, a.reduce(function (x, y) { return x + y }))
// expect: 50 1225

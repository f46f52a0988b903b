var a = [], x = 1; for (var i = 0; i < 500; i++) { x = (x * 1103515245 + 12345) % 2147483648; a.push(x) }
a.sort(function (p, q) { return p - q }); var ok = true; for (i = 1; i < 500; i++) if (a[i - 1] > a[i]) ok = false; print(ok)
// expect: true

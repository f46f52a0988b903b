var a = []; for (var i = 0; i < 50; i++) a.push({ k: 'k' + (i * 37 % 50) }); a.sort(function (x, y) { var p = x.k + '', q = y.k + ''; return p < q ? -1 : p > q ? 1 : 0 }); print(a[0].k, a[49].k)
// expect: k0 k9

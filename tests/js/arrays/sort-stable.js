var a = []; for (var i = 0; i < 60; i++) a.push({ k: i % 4, i: i })
a.sort(function (x, y) { return x.k - y.k }); var ok = true
for (i = 1; i < a.length; i++) if (a[i - 1].k > a[i].k || (a[i - 1].k == a[i].k && a[i - 1].i > a[i].i)) ok = false
print(ok)
// expect: true

var a = []; for (var i = 0; i < 100; i++) a.push('item-' + i); for (var r = 0; r < 20; r++) a = a.map(function (s) { return s.slice(0) + '' }); print(a[99], a.join('').length)
// expect: item-99 690

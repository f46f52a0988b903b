var s = 'a1b2c3d4'.repeat(10); for (var i = 0; i < 5; i++) s = s.replace(/\d/g, function (d) { var t = []; for (var k = 0; k < 5; k++) t.push(d + k); return t[0][0] }); print(s.length, s.slice(0, 8))
// expect: 80 a1b2c3d4

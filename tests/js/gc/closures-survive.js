var fs = []; for (let i = 0; i < 20; i++) fs.push(() => { var t = []; for (var k = 0; k < 20; k++) t.push(k + i); return t.length + i })
var n = 0; for (var r = 0; r < 20; r++) for (var f of fs) n += f(); print(n)
// expect: 11800

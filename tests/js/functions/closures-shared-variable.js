var fs = []; for (var i = 0; i < 3; i++) fs.push(function () { return i }); print(fs[0](), fs[2]())
// expect: 3 3

var fs = []
for (let i = 0; i < 3; i++) { fs.push(function () { return ++i }) }
print(fs[0](), fs[0](), fs[1]())
// expect: 1 2 2

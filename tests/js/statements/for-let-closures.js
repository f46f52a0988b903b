var fs = []
for (let i = 0; i < 3; i++) fs.push(function () { return i })
print(fs[0](), fs[1](), fs[2]())
// expect: 0 1 2

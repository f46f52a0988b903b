var fs = []
for (let i = 0, f = function () { return i }; i < 2; i++) fs.push(f)
print(fs[0](), fs[1]())
// expect: 0 0

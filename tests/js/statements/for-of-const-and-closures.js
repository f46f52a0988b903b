var fs = []
for (const v of [1, 2, 3]) fs.push(function () { return v })
print(fs[0](), fs[1](), fs[2]())
// expect: 1 2 3

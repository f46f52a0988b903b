var fs = []
for (let k in { a: 1, b: 2 }) fs.push(() => k)
print(fs[0](), fs[1]())
// expect: a b

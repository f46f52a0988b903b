var a = []
for (var i = 0; i < 200; i++) a = [a]
print(JSON.stringify(a).length)
// expect: 402

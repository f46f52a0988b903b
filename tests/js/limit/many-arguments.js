var a = []
for (var i = 0; i < 1000; i++) a.push(1)
function f() { return arguments.length }
print(f.apply(null, a), f(...a, ...a))
// expect: 1000 2000

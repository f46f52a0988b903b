var o = { a: 1, b: 2 }
print(delete o.a, o.a, 'a' in o, delete o.zzz, delete o['b'], Object.keys(o).length)
// expect: true undefined false true true 0

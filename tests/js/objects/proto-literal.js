var p = { hi: 1 }, o = { __proto__: p, own: 2 }
print(o.hi, Object.keys(o).join(), Object.getPrototypeOf(o) === p, { __proto__: null }.toString)
// expect: 1 own true undefined

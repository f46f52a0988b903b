var t = 'the cat and the dog and the end', c = {}; t.split(' ').forEach(function (w) { c[w] = (c[w] || 0) + 1 }); print(Object.keys(c).sort().map(function (k) { return k + c[k] }).join())
// expect: and2,cat1,dog1,end1,the3

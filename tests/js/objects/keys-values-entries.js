var o = { a: 1, b: [2], c: null }
print(Object.keys(o), Object.values(o), Object.entries(o).map(function (e) { return e.join('=') }).join('&'))
print(Object.keys('ab'), Object.keys([7, 8]), Object.values('xy'), Object.keys(5).length)
// expect: a,b,c 1,2, a=1&b=2&c=
// expect: 0,1 0,1 x,y 0

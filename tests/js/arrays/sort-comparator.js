print([10, 9, 1].sort(function (a, b) { return a - b }), [1, 2, 3].sort(function (a, b) { return b - a }), ['bb', 'a', 'ccc'].sort(function (a, b) { return a.length - b.length }))
// expect: 1,9,10 3,2,1 a,bb,ccc

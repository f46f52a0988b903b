function qs(a) { if (a.length < 2) return a; var p = a[0], l = [], r = []; for (var i = 1; i < a.length; i++) (a[i] < p ? l : r).push(a[i]); return qs(l).concat(p, qs(r)) } print(qs([3, 6, 1, 8, 2, 9, 2]))
// expect: 1,2,2,3,6,8,9

var a = new Float64Array(4).fill(1.5, 1, 3); print(a, a.indexOf(1.5), a.indexOf(9), a.indexOf(1.5, 2), a.indexOf(NaN), a.join('-'), a.toString())
// expect: 0,1.5,1.5,0 1 -1 2 -1 0-1.5-1.5-0 0,1.5,1.5,0

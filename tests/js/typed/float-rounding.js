var f = new Float32Array([16777217, 0.3, 1e-50, -1e-46]); print(f[0], f[1], f[2], 1 / f[3])
// expect: 16777216 0.30000001192092896 0 -Infinity

var a = new Float32Array(2), b = new Float64Array(2); a[0] = 0.1; b[0] = 0.1; a[1] = 1e40; b[1] = -0; print(a[0], b[0], a[1], 1 / b[1])
// expect: 0.10000000149011612 0.1 Infinity -Infinity

var kinds = [Uint8ClampedArray, Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array]
kinds.forEach(function (K) { var a = new K(1), s = []; [300, -1, 1.7, -1.5, 65537, 4294967297, NaN, 2.5, 3.5, Infinity].forEach(function (v) { a[0] = v; s.push(a[0]) }); print(s.join()) })
// expect: 255,0,2,0,255,255,0,2,4,255
// expect: 44,-1,1,-1,1,1,0,2,3,0
// expect: 44,255,1,255,1,1,0,2,3,0
// expect: 300,-1,1,-1,1,1,0,2,3,0
// expect: 300,65535,1,65535,1,1,0,2,3,0
// expect: 300,-1,1,-1,65537,1,0,2,3,0
// expect: 300,4294967295,1,4294967295,65537,1,0,2,3,0

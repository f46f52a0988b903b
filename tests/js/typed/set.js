var a = new Uint8Array(5); a.set([1, 2]); a.set(new Uint16Array([257, 3]), 3); print(a)
a.set(a.subarray(0, 3), 1); print(a)
try { a.set([1, 2], 4) } catch (e) { print(e.name) }
try { a.set([1], -1) } catch (e) { print(e.name) }
// expect: 1,2,0,1,3
// expect: 1,1,2,0,3
// expect: RangeError
// expect: RangeError

function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { new Uint8Array(-1) }), name(function () { Uint8Array(1) }), name(function () { new Uint16Array(new ArrayBuffer(3)) }), name(function () { new Uint32Array(new ArrayBuffer(8), 1) }), name(function () { new Uint8Array(new ArrayBuffer(4), 5) }), name(function () { new Uint8Array(new ArrayBuffer(4), 2, 3) }), name(function () { new ArrayBuffer(-1) }), name(function () { ArrayBuffer(1) }))
// expect: RangeError TypeError RangeError RangeError RangeError RangeError RangeError TypeError

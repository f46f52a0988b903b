function name(f) { try { f() } catch (e) { return e.name } return 'none' }
var proto = Object.getPrototypeOf(Uint8Array.prototype)
print(name(function () { proto.fill.call([1], 0) }), name(function () { proto.subarray.call({}, 0) }), Array.isArray(new Uint8Array(1)), new Uint8Array(1) instanceof Uint8Array, new Uint8Array(1) instanceof Int8Array)
// expect: TypeError TypeError false true false

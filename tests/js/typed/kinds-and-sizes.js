var kinds = [Uint8ClampedArray, Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array]
print(kinds.map(function (K) { return K.BYTES_PER_ELEMENT + ':' + new K(3).byteLength + ':' + new K(2).BYTES_PER_ELEMENT }).join(' '))
// expect: 1:3:1 1:3:1 1:3:1 2:6:2 2:6:2 4:12:4 4:12:4 4:12:4 8:24:8

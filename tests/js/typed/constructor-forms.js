print(new Uint8Array(3), new Uint8Array([1, 2, 300]), new Uint8Array(new Int16Array([-1, 256])), new Uint8Array().length, new Uint8Array({ length: 2, 0: 7, 1: '8' }), new Uint8Array('3').length)
// expect: 0,0,0 1,2,44 255,0 0 7,8 3

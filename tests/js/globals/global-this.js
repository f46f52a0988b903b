var gv = 5; print(typeof globalThis, globalThis.Math === Math, globalThis.undefinedName, 'parseInt' in globalThis)
globalThis.newGlobal = 7; print(newGlobal)
// expect: object true undefined true
// expect: 7

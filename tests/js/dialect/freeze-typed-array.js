try { Object.freeze(new Uint8Array(1)) } catch (e) { print(e.name) }
print(Object.isFrozen(Object.freeze(new Uint8Array(0))))
// expect: TypeError
// expect: true

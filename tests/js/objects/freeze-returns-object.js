var o = {}; print(Object.freeze(o) === o, Object.freeze(5), Object.isFrozen(o))
// expect: true 5 true

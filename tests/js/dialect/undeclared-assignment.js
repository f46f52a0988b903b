try { nope = 1 } catch (e) { print(e.name) }
// expect: ReferenceError

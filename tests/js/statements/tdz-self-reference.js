try { let a = a + 1 } catch (e) { print(e.name) }
// expect: ReferenceError

var f = function g() { try { g = 1 } catch (e) { return e.name } return 'no error' }; print(f())
// expect: TypeError

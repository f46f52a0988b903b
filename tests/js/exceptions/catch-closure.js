var f; try { throw 7 } catch (e) { f = function () { return e } } print(f())
// expect: 7

print(typeof v, v); var v = 5; print(v)
function f() { if (false) { var w } return typeof w } print(f())
// expect: undefined undefined
// expect: 5
// expect: undefined

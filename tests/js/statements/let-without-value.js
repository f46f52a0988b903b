let a; print(a); { let a = 1; { let a; print(a) } }
// expect: undefined
// expect: undefined

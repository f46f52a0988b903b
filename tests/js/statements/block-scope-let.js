let x = 1
{ let x = 2; { let x = 3; print(x) } print(x) }
print(x)
// expect: 3
// expect: 2
// expect: 1

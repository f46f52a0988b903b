a: { print(1); break a; print(2) }
b: c: for (;;) { break b }
print(3)
// expect: 1
// expect: 3

a: b: for (var i = 0; i < 2; i++) { for (;;) { continue a } }
print(i)
// expect: 2

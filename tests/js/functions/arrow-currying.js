var add = a => b => c => a + b + c; print(add(1)(2)(3))
// expect: 6

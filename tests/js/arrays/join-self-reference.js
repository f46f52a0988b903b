var a = [1]; a.push(a); a.push(2); print(a.join())
// expect: 1,,2

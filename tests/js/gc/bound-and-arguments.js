function f() { return arguments.length + this.b } var n = 0; for (var i = 0; i < 200; i++) n += f.bind({ b: i }, 1, 2)(3); print(n)
// expect: 20500

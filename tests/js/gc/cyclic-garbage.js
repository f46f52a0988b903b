for (var i = 0; i < 2000; i++) { var a = { n: i }, b = { a: a }; a.b = b } print(a.b.a.n)
// expect: 1999

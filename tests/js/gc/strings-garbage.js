var s = ''; for (var i = 0; i < 2000; i++) { s = 'x' + i + 'y'; } print(s)
// expect: x1999y

print(1	+ 1);
// expect: 2

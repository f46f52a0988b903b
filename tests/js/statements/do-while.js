var i = 10; do { i++ } while (i < 5); print(i)
// expect: 11

print(this)
// expect: null

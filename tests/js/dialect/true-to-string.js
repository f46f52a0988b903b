print(true.toString(), false.toString())
// expect: true false

var o = {}
o.method()
// expect error: not a function

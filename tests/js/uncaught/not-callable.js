var o = {}
o.method()
// expect error: method

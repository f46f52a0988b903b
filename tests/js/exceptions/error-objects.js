var e = new TypeError('msg')
print(e.name, e.message, e instanceof TypeError, e instanceof Error, String(e), typeof e.stack)
print(String(new Error), String(new RangeError('')), Error('x').message, Error.prototype.name)
// expect: TypeError msg true true TypeError: msg string
// expect: Error RangeError x Error

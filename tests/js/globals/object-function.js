print(typeof Object(), Object({ a: 1 }).a, typeof new Object, Object(null).toString === {}.toString)
// expect: object 1 object true

var o = Object.create(null); o.a = 1; print(o.a, Object.getPrototypeOf(o), typeof o.toString)
// expect: 1 null undefined

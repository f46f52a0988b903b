var a = {}, b = Object.create(a); try { Object.setPrototypeOf(a, b) } catch (e) { print(e.name) }
// expect: TypeError

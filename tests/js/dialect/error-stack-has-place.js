function thrower() { throw new Error('here') }
try { thrower() } catch (e) { print(e.stack.indexOf('thrower') >= 0, e.stack.indexOf('error-stack-has-place.js') >= 0) }
// expect: true true

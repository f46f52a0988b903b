try { Array.prototype.push.call({ length: 0 }, 1) } catch (e) { print(e.name) }
// expect: TypeError

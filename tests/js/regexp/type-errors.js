function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { RegExp.prototype.exec.call({}, 'a') }), name(function () { RegExp.prototype.test.call('a') }))
// expect: TypeError TypeError

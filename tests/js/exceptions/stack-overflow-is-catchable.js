function f() { return f() + 1 }
try { f(); print('no') } catch (e) { print('caught') }
print('after')
// expect: caught
// expect: after

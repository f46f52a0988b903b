var e = 'outer'
try { throw 'inner' } catch (e) { print(e); e = 'changed' }
print(e)
// expect: inner
// expect: outer

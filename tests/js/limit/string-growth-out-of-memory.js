var s = 'abc'
try { for (;;) s += s } catch (e) { print('caught') }
s = null
print('alive')
// expect: caught
// expect: alive

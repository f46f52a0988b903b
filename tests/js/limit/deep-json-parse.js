var s = '['.repeat(20000)
try { JSON.parse(s) } catch (e) { print('error') }
// expect: error

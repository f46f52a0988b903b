var s = '['.repeat(100000)
try { JSON.parse(s) } catch (e) { print('error') }
// expect: error
// heap: 262144

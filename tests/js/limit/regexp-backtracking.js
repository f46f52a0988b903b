// steps: 2000000
print('start');
/(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')
print('not reached')
// expect: start
// expect stop

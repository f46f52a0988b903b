// steps: 300000
var s = 'a'.repeat(10000)
for (var i = 0; i < 1000; i++) s.indexOf('a'.repeat(5000) + 'b')
print('not reached')
// expect stop

// steps: 50000
var s = 'a'.repeat(2000)
for (;;) s.replace(/a/g, 'b')
// expect stop

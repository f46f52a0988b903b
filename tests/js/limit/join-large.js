// steps: 20000
// heap: 131072
var a = []
for (var i = 0; i < 500; i++) a.push('xxxxxxxxxxxxxxxxxxxxxxxx')
for (;;) a.join(',')
// expect stop

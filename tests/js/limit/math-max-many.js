// steps: 50000
var a = []
for (var i = 0; i < 1000; i++) a.push(i)
for (;;) Math.max.apply(null, a)
// expect stop

// steps: 50000
var a = new Uint8Array(8000)
for (;;) a.fill(1)
// expect stop

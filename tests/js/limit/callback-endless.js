// steps: 100000
[1].map(function () { for (;;) {} })
// expect stop

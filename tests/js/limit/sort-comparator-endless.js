// steps: 100000
[2, 1].sort(function () { for (;;) {} })
// expect stop

function fill() { var a = []; for (;;) a.push([a.length, 'text ' + a.length]) }
try { fill() } catch (e) { print('caught') }
print('alive', [1, 2, 3].map(function (x) { return x * 2 }).join())
// expect: caught
// expect: alive 2,4,6

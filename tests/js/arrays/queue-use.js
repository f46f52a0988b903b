var q = []; for (var i = 0; i < 100; i++) { q.push(i); if (i % 3 == 2) q.shift() } print(q.length, q[0], q[q.length - 1])
// expect: 67 33 99

var n = 0; for (var i = 0; i < 300; i++) { try { throw new Error('e' + i) } catch (e) { n += e.message.length } } print(n)
// expect: 1090

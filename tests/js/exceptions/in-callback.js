try { [1, 2, 3].forEach(function (x) { if (x == 2) throw 'stop at ' + x }) } catch (e) { print(e) }
// expect: stop at 2

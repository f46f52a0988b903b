try { [3, 1, 2].sort(function () { throw 'cmp' }) } catch (e) { print(e) }
// expect: cmp

print([1, 2, 3].reduce(function (a, b) { return a + b }), [1, 2, 3].reduce(function (a, b) { return a + b }, 'x'), [1, 2, 3].reduceRight(function (a, b) { return a + '-' + b }), [5].reduce(function () { return 'never' }), [].reduce(function () {}, 'init'))
try { [].reduce(function () {}) } catch (e) { print(e.name) }
// expect: 6 x123 3-2-1 5 init
// expect: TypeError

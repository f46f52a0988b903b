print(JSON.parse(5), JSON.parse([1]), JSON.parse({ toString: function () { return '[7]' } })[0])
// expect: 5 1 7

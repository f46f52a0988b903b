var f = function (x) { return function () { return 'called ' + x } }
var r = f
(7)
print(typeof r)
// expect: function

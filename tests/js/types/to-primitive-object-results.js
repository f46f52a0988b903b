var o = { valueOf: function () { return {} }, toString: function () { return 'str' } }
print(o + 1, o + '')
try { +{ valueOf: function () { return {} }, toString: function () { return [] } } } catch (e) { print(e.name) }
// expect: str1 str
// expect: TypeError

function name(f) { try { f() } catch (e) { return e.name } return 'none' }
print(name(function () { new RegExp('(') }), name(function () { new RegExp('a', 'gg') }), name(function () { new RegExp('a', 'z') }), name(function () { new RegExp('[b-a]') }), name(function () { new RegExp('a**') }), name(function () { new RegExp('\\') }), name(function () { new RegExp('*') }))
// expect: SyntaxError SyntaxError SyntaxError SyntaxError SyntaxError SyntaxError SyntaxError

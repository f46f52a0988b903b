var f = function (s) { return '<' + s + '>' }
print(`a${f(`b${1 + 1}c`)}d`, `${`${`x`}`}`)
// expect: a<b2c>d x

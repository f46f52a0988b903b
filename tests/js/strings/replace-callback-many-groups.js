print('abcdefghijkl'.replace(/(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)/, function () { return arguments.length + [].slice.call(arguments, 1, 12).join('') + arguments[12] }))
// expect: 14abcdefghijk0l

print('a(b(c))'.replace(/\w/g, function (m) { return m.replace(/./, function (x) { return x.toUpperCase() + 'x'.replace('x', '!') }) }))
// expect: A!(B!(C!))

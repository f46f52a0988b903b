var bad = ['', '{', '[1,]', '{"a":1,}', '01', '1.', '.5', '+1', "'a'", '{a:1}', '[1 2]', 'tru', 'undefined', '"a', '"\n"', '"\\x"', '"\\u12"', 'NaN', '1 1', '[', ']', '{"a"}', '{"a":}', '-', '1e', '1e+', '\u00a01', '// c', '{"a" 1}', '[,1]', 'nul', '"\\']
print(bad.map(function (s) { try { JSON.parse(s); return s + ' accepted' } catch (e) { return e.name == 'SyntaxError' ? '' : e.name } }).join(''), bad.length)
// expect:  32

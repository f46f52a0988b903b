var r = /a\/b[/]/gimsuy; print(r.source, r.flags, r.global, r.ignoreCase, r.multiline, r.dotAll, r.unicode, r.sticky, String(r))
print(new RegExp('a/b').source, new RegExp('').source, String(new RegExp('\n')), new RegExp('[/]').source, new RegExp('a', 'gi').flags)
// expect: a\/b[/] gimsuy true true true true true true /a\/b[/]/gimsuy
// expect: a\/b (?:) /\n/ [/] gi

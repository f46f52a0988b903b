// Without the flag u an escape that means nothing else stands for its character (ECMA-262 B.1.2).
const all = (r, s) => { const m = r.exec(s); return m && m[0].length === s.length; };
print(all(/\a\e\_\-\k\p/, 'ae_-kp'), all(/\x1\xg\u00g\u{2}/, 'x1xgu00guu'));
// expect: true true
print(all(/\1\7\8\9\10\101\377\400/, "\x01\x0789\x08A\xff 0"), all(/[\1\101\8]+/, '\x01A8'));
// expect: true true
print(all(/(a)\1\2/, 'aa\x02'), all(/\c\c1\cA/, '\\c\\c1\x01'), all(/[\c1\c_\cB\c]+/, '\x11\x1f\x02\\c'));
// expect: true true true
for (const s of ['\\1', '\\a', '\\x1', '\\u00', '\\c', '\\c1', '\\8', '\\-', '[\\1]', '\\k', '\\p', '\\01'])
  try {
    new RegExp(s, 'u');
    print('accepted', s);
  } catch (e) {
    if (e.name !== 'SyntaxError') print(e);
  }
print(/\0/u.test('\0'));
// expect: true

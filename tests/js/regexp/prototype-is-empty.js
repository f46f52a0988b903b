const p = RegExp.prototype;
print(p.source, '[' + p.flags + ']', p.global, p.sticky, p.toString());
// expect: (?:) [] undefined undefined /(?:)/
const m = /b/.exec('abc');
print('groups' in m, m.groups, Object.keys(m).join());
// expect: true undefined 0,index,input,groups
try {
  p.exec('a');
} catch (e) {
  print(e.name);
}
// expect: TypeError

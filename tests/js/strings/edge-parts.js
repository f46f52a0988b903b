// Boundaries of slice, substring, indexOf and their like.
function show(v) {
  if (typeof v === 'number') return v === 0 && 1 / v < 0 ? '-0' : String(v);
  if (typeof v === 'function') return 'function ' + v.name;
  if (typeof v === 'string') return JSON.stringify(v);
  if (v === null || typeof v !== 'object') return String(v);
  if (v instanceof Error) return v.name;
  var names = Object.keys(v).filter(function (k) { return !Array.isArray(v) || !(k >= 0); });
  var list = Array.isArray(v) ? v.map(show) : [];
  names.forEach(function (k) { list.push(k + ': ' + show(v[k])); });
  return (Array.isArray(v) ? '[' : '{') + list.join(', ') + (Array.isArray(v) ? ']' : '}');
}
function t(f) {
  var r;
  try { r = show(f()); } catch (e) { r = 'throws ' + (e instanceof Error ? e.name : show(e)); }
  print(r);
}
t(function () { return 'abcabc'.indexOf('', 3); });
// expect: 3
t(function () { return 'abcabc'.indexOf('a', -5); });
// expect: 0
t(function () { return 'abcabc'.lastIndexOf('a'); });
// expect: 3
t(function () { return 'abcabc'.lastIndexOf('a', 2); });
// expect: 0
t(function () { return 'abcabc'.lastIndexOf('a', -5); });
// expect: 0
t(function () { return 'abcabc'.lastIndexOf('b', -5); });
// expect: -1
t(function () { return 'abcabc'.lastIndexOf(''); });
// expect: 6
t(function () { return 'abcabc'.lastIndexOf('', 2); });
// expect: 2
t(function () { return 'abcabc'.lastIndexOf('c', NaN); });
// expect: 5
t(function () { return 'abcabc'.lastIndexOf('c', undefined); });
// expect: 5
t(function () { return 'abc'.lastIndexOf('abcd'); });
// expect: -1
t(function () { return 'undefined'.indexOf(); });
// expect: 0
t(function () { return 'undefined'.includes(); });
// expect: true
t(function () { return 'abc'.startsWith(''); });
// expect: true
t(function () { return 'abc'.startsWith('b', 1); });
// expect: true
t(function () { return 'abc'.startsWith('c', Infinity); });
// expect: false
t(function () { return 'abc'.endsWith(''); });
// expect: true
t(function () { return 'abc'.endsWith('a', 1); });
// expect: true
t(function () { return 'abc'.endsWith('abc', undefined); });
// expect: true
t(function () { return 'abc'.endsWith('abc', NaN); });
// expect: false
t(function () { return 'abc'.startsWith(/a/); });
// expect: throws TypeError
t(function () { return 'abc'.includes(/a/); });
// expect: throws TypeError
t(function () { return 'abc'.endsWith(/a/); });
// expect: throws TypeError
t(function () { return 'a,b,,c'.split(','); });
// expect: ["a", "b", "", "c"]
t(function () { return 'a,b,,c'.split(',', 2); });
// expect: ["a", "b"]
t(function () { return 'a,b,,c'.split(',', 0); });
// expect: []

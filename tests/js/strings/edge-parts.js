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
t(function () { return 'ab'.repeat(2.9); });
// expect: "abab"
t(function () { return 'ab'.repeat(-1); });
// expect: throws RangeError
t(function () { return 'ab'.repeat(Infinity); });
// expect: throws RangeError
t(function () { return ''.repeat(1e6); });
// expect: ""
t(function () { return 'abc'.substring(2,0); });
// expect: "ab"
t(function () { return 'abc'.substring(NaN, 2); });
// expect: "ab"
t(function () { return 'abc'.substring(-1); });
// expect: "abc"
t(function () { return 'abc'.substring(1, undefined); });
// expect: "bc"
t(function () { return 'abc'.slice(-2); });
// expect: "bc"
t(function () { return 'abc'.slice(-2,-1); });
// expect: "b"
t(function () { return 'abc'.slice(2,1); });
// expect: ""
t(function () { return 'abc'.slice(undefined, -1); });
// expect: "ab"
t(function () { return 'abc'.slice(1e20); });
// expect: ""
t(function () { return 'abc'.slice(-1e20, 1e20); });
// expect: "abc"
t(function () { return 'abcabc'.indexOf('c', 3); });
// expect: 5
t(function () { return 'abcabc'.indexOf('', 10); });
// expect: 6
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
t(function () { return 'a,b,,c'.split(',', -1); });
// expect: ["a", "b", "", "c"]
t(function () { return 'a,b,,c'.split(',', 4294967297); });
// expect: ["a"]
t(function () { return 'a,b'.split(); });
// expect: ["a,b"]
t(function () { return 'a,b'.split(undefined, 0); });
// expect: []
t(function () { return ''.split(''); });
// expect: []
t(function () { return ''.split(','); });
// expect: [""]
t(function () { return ''.split(); });
// expect: [""]
t(function () { return 'abc'.split(''); });
// expect: ["a", "b", "c"]
t(function () { return 'abc'.split('', 2); });
// expect: ["a", "b"]
t(function () { return 'abc'.split('abc'); });
// expect: ["", ""]
t(function () { return 'abc'.split('abcd'); });
// expect: ["abc"]
t(function () { return 'a1b2c'.split(/\d/); });
// expect: ["a", "b", "c"]
t(function () { return 'a1b2c'.split(/(\d)/); });
// expect: ["a", "1", "b", "2", "c"]
t(function () { return 'a1b2c'.split(/(\d)|(x)/); });
// expect: ["a", "1", undefined, "b", "2", undefined, "c"]
t(function () { return 'abc'.split(/(?:)/); });
// expect: ["a", "b", "c"]
t(function () { return ''.split(/(?:)/); });
// expect: []
t(function () { return ''.split(/a/); });
// expect: [""]
t(function () { return 'aXbXc'.split(/x/i, 2); });
// expect: ["a", "b"]
t(function () { return 'A<B>bold</B>and<CODE>coded</CODE>'.split(/<(\/)?([^<>]+)>/); });
// expect: ["A", undefined, "B", "bold", "/", "B", "and", undefined, "CODE", "coded", "/", "CODE", ""]
t(function () { return 'ab'.split(/(?:)/g); });
// expect: ["a", "b"]
t(function () { return 'aab'.split(/a*?/); });
// expect: ["a", "a", "b"]
t(function () { return 'aab'.split(/a*/); });
// expect: ["", "b"]
t(function () { return 'test'.split(/(?:)/, -1); });
// expect: ["t", "e", "s", "t"]
t(function () { return 'abc'.concat(); });
// expect: "abc"

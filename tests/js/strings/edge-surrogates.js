// Halves of surrogate pairs: searching, cutting, joining; boundaries of padding and repeating.
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
t(function () { return '😀'.indexOf('\ude00'); });
// expect: 1
t(function () { return '😀'.indexOf('\ud83d'); });
// expect: 0
t(function () { return 'a😀b'.lastIndexOf('\ude00'); });
// expect: 2
t(function () { return 'a😀b'.includes('\ud83d'); });
// expect: true
t(function () { return 'a😀b'.startsWith('\ude00', 2); });
// expect: true
t(function () { return 'a😀b'.startsWith('a\ud83d'); });
// expect: true
t(function () { return 'a😀b'.endsWith('\ud83d', 2); });
// expect: true
t(function () { return 'a😀b'.endsWith('\ude00b'); });
// expect: true
t(function () { return 'a😀b'.endsWith('\ude00', 3); });
// expect: true
t(function () { return 'a😀b'.split('\ude00'); });
// expect: ["a\ud83d", "b"]
t(function () { return 'a😀b'.split('\ud83d'); });
// expect: ["a", "\ude00b"]
t(function () { return 'a😀b'.split(''); });
// expect: ["a", "\ud83d", "\ude00", "b"]
t(function () { return 'a😀b'.replace('\ud83d', 'x'); });
// expect: "ax\ude00b"
t(function () { return 'a😀b'.replace('\ude00', 'x'); });
// expect: "a\ud83dxb"
t(function () { return 'a😀b'.replaceAll('\ude00', 'x'); });
// expect: "a\ud83dxb"
t(function () { return 'a😀b'.slice(0,2); });
// expect: "a\ud83d"
t(function () { return 'a😀b'.slice(2); });
// expect: "\ude00b"
t(function () { return 'a😀b'.slice(2).length; });
// expect: 2
t(function () { return 'a😀b'.slice(0,2) + 'a😀b'.slice(2); });
// expect: "a😀b"
t(function () { return ('a😀b'.slice(0,2) + 'a😀b'.slice(2)) === 'a😀b'; });
// expect: true
t(function () { return 'a😀b'.substring(2,3); });
// expect: "\ude00"
t(function () { return 'a😀b'.charAt(1); });
// expect: "\ud83d"
t(function () { return 'a😀b'[2]; });
// expect: "\ude00"
t(function () { return 'a😀b'.codePointAt(1); });
// expect: 128512
t(function () { return 'a😀b'.codePointAt(2); });
// expect: 56832
t(function () { return 'a😀b'.codePointAt(9); });
// expect: undefined
t(function () { return 'a😀b'.charCodeAt(2); });
// expect: 56832
t(function () { return 'a😀b'.charCodeAt(-1); });
// expect: NaN
t(function () { return 'a😀b'.charCodeAt(NaN); });
// expect: 97
t(function () { return 'a😀b'.charAt(Infinity); });
// expect: ""
t(function () { return '\ud83d\ude00' === '😀'; });
// expect: true
t(function () { return '\ud83d' + '\ude00' === '😀'; });
// expect: true
t(function () { return '\ude00\ud83d'.length; });
// expect: 2
t(function () { return '\ude00\ud83d' < '\ud83d'; });
// expect: false
t(function () { return '\uffff' < '😀'; });
// expect: false
t(function () { return '😀'.padStart(5, '\ud83d'); });
// expect: "\ud83d\ud83d\ud83d😀"
t(function () { return 'ab'.padEnd(7, '😀'); });
// expect: "ab😀😀\ud83d"
t(function () { return 'ab'.padEnd(6, '😀'); });
// expect: "ab😀😀"
t(function () { return 'ab'.padEnd(1); });
// expect: "ab"
t(function () { return 'ab'.padEnd(5, ''); });
// expect: "ab"
t(function () { return 'ab'.padStart(5, undefined); });
// expect: "   ab"
t(function () { return 'ab'.padStart(5, null); });
// expect: "nulab"
t(function () { return 'ab'.repeat(0); });
// expect: ""
t(function () { return 'ab'.repeat(-0.5); });
// expect: ""
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

// Conversions, comparisons, and more halves of pairs.
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
t(function () { return 'abc'.toUpperCase.call(123); });
// expect: "123"
t(function () { return 'AbC'.toLowerCase(); });
// expect: "abc"
t(function () { return String.prototype.trim.call(null); });
// expect: throws TypeError
t(function () { return String.prototype.indexOf.call(12345, 34); });
// expect: 2
t(function () { return String.fromCharCode(); });
// expect: ""
t(function () { return String.fromCharCode(65.9, '66', -1, 65536 + 67); });
// expect: "AB￿C"
t(function () { return String.fromCodePoint(0x1f600, 65); });
// expect: "😀A"
t(function () { return String.fromCodePoint(-1); });
// expect: throws RangeError
t(function () { return String.fromCodePoint(1.5); });
// expect: throws RangeError
t(function () { return String.fromCodePoint(0x110000); });
// expect: throws RangeError
t(function () { return String.fromCodePoint('65'); });
// expect: "A"
t(function () { return String.fromCodePoint(0xd83d, 0xde00).length; });
// expect: 2
t(function () { return String(null) + String(undefined) + String(-0) + String([1,[2,3]]) + String({}); });
// expect: "nullundefined01,2,3[object Object]"
t(function () { return String(); });
// expect: ""
t(function () { return 'abc'.length.toString(); });
// expect: "3"
t(function () { return 'b' in {b:1}; });
// expect: true
t(function () { return 'abc'.hasOwnProperty('length'); });
// expect: true
t(function () { return 'abc'.hasOwnProperty(1); });
// expect: true
t(function () { return 'abc'.hasOwnProperty(3); });
// expect: false
t(function () { return Object.keys('ab'); });
// expect: ["0", "1"]
t(function () { return Object.entries('ab'); });
// expect: [["0", "a"], ["1", "b"]]
t(function () { return Object.values('ab'); });
// expect: ["a", "b"]
t(function () { return 'abc'['1']; });
// expect: "b"
t(function () { return 'abc'['01']; });
// expect: undefined
t(function () { return 'abc'[-1]; });
// expect: undefined
t(function () { return 'abc'['length']; });
// expect: 3
t(function () { return "\0".length; });
// expect: 1
t(function () { return "\x41\u0042\u{43}\u{1F600}"; });
// expect: "ABC😀"
t(function () { return 'a'.codePointAt('0'); });
// expect: 97
t(function () { return 'abc'.charAt('1'); });
// expect: "b"
t(function () { return 'abc'.charAt(); });
// expect: "a"
t(function () { return 'abc' < 'abd'; });
// expect: true
t(function () { return 'abc' < 'ab'; });
// expect: false
t(function () { return '' < 'a'; });
// expect: true
t(function () { return '10' < '9'; });
// expect: true
t(function () { return '10' < 9; });
// expect: false
t(function () { return 'a' < 1; });
// expect: false
t(function () { return null < 1; });
// expect: true
t(function () { return undefined < 1; });
// expect: false
t(function () { return undefined >= undefined; });
// expect: false
t(function () { return null >= 0; });
// expect: true
t(function () { return null == 0; });
// expect: false
t(function () { return null > 0; });
// expect: false
t(function () { return '1' == 1; });
// expect: true
t(function () { return true == '1'; });
// expect: true
t(function () { return true == 'true'; });
// expect: false
t(function () { return [1] == 1; });
// expect: true
t(function () { return [1,2] == '1,2'; });
// expect: true
t(function () { return ({}) == '[object Object]'; });
// expect: true
t(function () { return NaN != NaN; });
// expect: true
t(function () { return '😀x'.replaceAll('', '-'); });
// expect: "-\ud83d-\ude00-x-"
t(function () { return 'x😀'.replaceAll('', '-'); });
// expect: "-x-\ud83d-\ude00-"
t(function () { return 'a😀😀b'.replaceAll('\ud83d', '-'); });
// expect: "a-\ude00-\ude00b"
t(function () { return 'a😀😀b'.replaceAll('\ude00', function(m, i, s) { return '[' + i + m + s.length + ']'; }); });
// expect: "a\ud83d[2\ude006]\ud83d[4\ude006]b"
t(function () { return 'a😀b'.replace('\ude00', "<$`|$&|$'>"); });
// expect: "a\ud83d<a\ud83d|\ude00|b>b"
t(function () { return 'a😀b😀c'.split('\ude00b\ud83d'); });
// expect: ["a\ud83d", "\ude00c"]
t(function () { return 'a😀b😀c'.indexOf('\ude00b\ud83d'); });
// expect: 2
t(function () { return 'a😀b😀c'.lastIndexOf('\ude00b\ud83d'); });
// expect: 2
t(function () { return 'a😀b😀c'.lastIndexOf('\ud83d'); });
// expect: 4
t(function () { return 'a😀b😀c'.lastIndexOf('\ud83d', 4); });
// expect: 4
t(function () { return 'a😀b😀c'.lastIndexOf('\ud83d', 3); });
// expect: 1
t(function () { return 'a😀b😀c'.indexOf('\ude00', 3); });
// expect: 5
t(function () { return 'a😀b😀c'.indexOf('', 2); });
// expect: 2
t(function () { return 'a😀b😀c'.lastIndexOf('', 2); });
// expect: 2
t(function () { return '😀'.indexOf('\ud83dx'); });
// expect: -1
t(function () { return '😀'.indexOf('x\ud83d'); });
// expect: -1
t(function () { return '\ud83dx😀'.indexOf('\ud83d', 1); });
// expect: 2
t(function () { return '\ude00😀'.indexOf('\ude00', 1); });
// expect: 2
t(function () { return '😀'.startsWith('\ud83d'); });
// expect: true
t(function () { return '😀'.endsWith('\ude00'); });
// expect: true
t(function () { return '😀'.endsWith('\ud83d'); });
// expect: false
t(function () { return '😀'.endsWith('\ud83d', 1); });
// expect: true
t(function () { return '😀'.endsWith('😀', 1); });
// expect: false
t(function () { return '😁'.indexOf('\ude00'); });
// expect: -1
t(function () { return '🀀'.indexOf('\ud83d'); });
// expect: -1
t(function () { return '\ud83d\uffff' < '😀'; });
// expect: false
t(function () { return '\ud83d' < '😀'; });
// expect: true
t(function () { return '\ud83da' < '😀'; });
// expect: true
t(function () { return ['😀', '\ud83d', '\ud83d\uffff', '\ud83dz', '\uffff', '😁', '\ud83c'].sort(); });
// expect: ["\ud83c", "\ud83d", "\ud83dz", "😀", "😁", "\ud83d￿", "￿"]
t(function () { return 'a\ud83d'.indexOf('\ud83d'); });
// expect: 1
t(function () { return 'a\ud83d'.lastIndexOf('\ud83d'); });
// expect: 1
t(function () { return '\ud83d\ud83d\ude00'.indexOf('\ud83d\ud83d'); });
// expect: 0
t(function () { return '\ud83d\ud83d\ude00'.indexOf('\ud83d\ude00'); });
// expect: 1
t(function () { return '\ud83d\ude00\ude00'.indexOf('\ude00\ude00'); });
// expect: 1
t(function () { return '\ud83d\ude00\ude00'.split('\ude00\ude00'); });
// expect: ["\ud83d", ""]
t(function () { return '\ud83d\ude00\ude00'.replace('\ude00\ude00', '\ude01'); });
// expect: "😁"
t(function () { return '\ud83d\ude00\ude00'.replace('\ude00', '') ; });
// expect: "😀"
t(function () { return 'x\ud83d\ude00y'.split('', 2); });
// expect: ["x", "\ud83d"]

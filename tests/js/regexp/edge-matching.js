// Matching: the semantics of groups, back references, classes and quantifiers.
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
t(function () { return /a{2,}/.exec('aaaa')[0]; });
// expect: "aaaa"
t(function () { return /a{1,2}/.exec('aaaa')[0]; });
// expect: "aa"
t(function () { return /a{1,2}?/.exec('aaaa')[0]; });
// expect: "a"
t(function () { return /a{0}/.exec('a')[0]; });
// expect: ""
t(function () { return /a{,2}/.test('a{,2}'); });
// expect: true
t(function () { return /a{/.test('a{'); });
// expect: true
t(function () { return /a{1/.test('a{1'); });
// expect: true
t(function () { return /]/.test(']'); });
// expect: true
t(function () { return /}/.test('}'); });
// expect: true
t(function () { return /[]/.test('a'); });
// expect: false
t(function () { return /[^]/.test('\n'); });
// expect: true
t(function () { return /[\b]/.test('\b'); });
// expect: true
t(function () { return /\bfoo\b/.test('a foo b'); });
// expect: true
t(function () { return /\Bo/.test('foo'); });
// expect: true
t(function () { return /(a)|(b)/.exec('b').slice(); });
// expect: ["b", undefined, "b"]
t(function () { return /(?:(a)|(b))+/.exec('ab').slice(); });
// expect: ["ab", undefined, "b"]
t(function () { return /(z)((a+)?(b+)?(c))*/.exec('zaacbbbcac').slice(); });
// expect: ["zaacbbbcac", "z", "ac", "a", undefined, "c"]
t(function () { return /(a*)*/.exec('b').slice(); });
// expect: ["", undefined]
t(function () { return /(?=(a+))/.exec('baaabac').slice(); });
// expect: ["", "aaa"]
t(function () { return /(?=(a+))a*b\1/.exec('baaabac').slice(); });
// expect: ["aba", "a"]
t(function () { return /(.*?)a(?!(a+)b\2c)\2(.*)/.exec('baaabaac').slice(); });
// expect: ["baaabaac", "ba", undefined, "abaac"]
t(function () { return /(a*)b\1+/.exec('baaaac').slice(); });
// expect: ["b", ""]
t(function () { return /\1(a)/.exec('aa').slice(); });
// expect: ["a", "a"]
t(function () { return /(?!foo)bar/.test('bar'); });
// expect: true
t(function () { return /a|ab/.exec('abc')[0]; });
// expect: "a"
t(function () { return /((a)|(ab))((c)|(bc))/.exec('abc').slice(); });
// expect: ["abc", "a", "a", undefined, "bc", undefined, "bc"]
t(function () { return /a[a-z]{2,4}/.exec('abcdefghi')[0]; });
// expect: "abcde"
t(function () { return /a[a-z]{2,4}?/.exec('abcdefghi')[0]; });
// expect: "abc"
t(function () { return /(aa|aabaac|ba|b|c)*/.exec('aabaac').slice(); });
// expect: ["aaba", "ba"]
t(function () { return /\u{1F600}/u.test('😀'); });
// expect: true
t(function () { return /^.$/u.test('😀'); });
// expect: true
t(function () { return /\x41\u0042\cA\0/.test('AB\x01\0'); });
// expect: true
t(function () { return /[\w-]+/.exec('a-b c')[0]; });
// expect: "a-b"
t(function () { return /[a-]/.test('-'); });
// expect: true
t(function () { return /[^\W]/.test('_'); });
// expect: true
t(function () { return /\s/.test('\u00a0'); });
// expect: true
t(function () { return /\s/.test('\ufeff'); });
// expect: true
t(function () { return /\S/.test('\u180e'); });
// expect: true
t(function () { return /[\d-x]/.test('-'); });
// expect: true
t(function () { return /\//.source; });
// expect: "\\/"
t(function () { return /[/]/.source; });
// expect: "[/]"
t(function () { return new RegExp('/').source; });
// expect: "\\/"
t(function () { return new RegExp('').source; });
// expect: "(?:)"
t(function () { return new RegExp('\n').source; });
// expect: "\\n"
t(function () { return RegExp('').toString(); });
// expect: "/(?:)/"
t(function () { return String(new RegExp('/')); });
// expect: "/\\//"
t(function () { return String(/a\/b/gi); });
// expect: "/a\\/b/gi"
t(function () { return new RegExp('a', 'gimsuy').flags; });
// expect: "gimsuy"
t(function () { return new RegExp('a', 'yg').flags; });
// expect: "gy"
t(function () { return new RegExp('a', 'gg'); });
// expect: throws SyntaxError

// RegExp objects, flags, lastIndex, replacement patterns.
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
t(function () { return new RegExp('a', 'x'); });
// expect: throws SyntaxError
t(function () { return new RegExp('('); });
// expect: throws SyntaxError
t(function () { return new RegExp('['); });
// expect: throws SyntaxError
t(function () { return new RegExp('a**'); });
// expect: throws SyntaxError
t(function () { return new RegExp('*'); });
// expect: throws SyntaxError
t(function () { return new RegExp('\\'); });
// expect: throws SyntaxError
t(function () { return new RegExp('a{2,1}'); });
// expect: throws SyntaxError
t(function () { return new RegExp('[b-a]'); });
// expect: throws SyntaxError
t(function () { return new RegExp(')'); });
// expect: throws SyntaxError
t(function () { return new RegExp('(?'); });
// expect: throws SyntaxError
t(function () { return new RegExp('{1}'); });
// expect: throws SyntaxError
t(function () { return new RegExp('a{1}{2}'); });
// expect: throws SyntaxError
t(function () { return new RegExp(/x/g).flags; });
// expect: "g"
t(function () { return new RegExp(/x/g, '').flags; });
// expect: ""
t(function () { return new RegExp(/x/g, 'i').flags; });
// expect: "i"
t(function () { return RegExp(/x/) instanceof RegExp; });
// expect: true
t(function () { var r=/x/; return RegExp(r)===r; });
// expect: true
t(function () { return new RegExp(undefined).source; });
// expect: "(?:)"
t(function () { return new RegExp(null).source; });
// expect: "null"
t(function () { return new RegExp('a', undefined).flags; });
// expect: ""
t(function () { return new RegExp('a', null); });
// expect: throws SyntaxError
t(function () { return /a/g.global + ',' + /a/.global + ',' + /a/i.ignoreCase + ',' + /a/m.multiline + ',' + /a/s.dotAll + ',' + /a/u.unicode + ',' + /a/y.sticky; });
// expect: "true,false,true,true,true,true,true"
t(function () { return /a/.lastIndex; });
// expect: 0
t(function () { return Object.keys(/a/); });
// expect: []
t(function () { return /a/.exec(); });
// expect: null
t(function () { return /undefined/.exec()[0]; });
// expect: "undefined"
t(function () { return /a/.test(); });
// expect: false
t(function () { return RegExp.prototype.exec.call({}, 'a'); });
// expect: throws TypeError
t(function () { return RegExp.length; });
// expect: 2
t(function () { return /(?:)/.source; });
// expect: "(?:)"
t(function () { return /a/ instanceof RegExp; });
// expect: true
t(function () { return typeof /a/; });
// expect: "object"
t(function () { var r=/a/g; var o=[]; while (r.test('aXaXa')) o.push(r.lastIndex); return [o, r.lastIndex]; });
// expect: [[1, 3, 5], 0]
t(function () { var r=/(?:)/g; var m, n=0; while ((m=r.exec('ab')) && n++<10) if (r.lastIndex===m.index) r.lastIndex++; return n; });
// expect: 3
t(function () { return 'aBc'.replace(/b/i, function(m){return '['+m+']'}); });
// expect: "a[B]c"
t(function () { return 'abc'.replace(/(?:)/g, '-'); });
// expect: "-a-b-c-"
t(function () { return 'a-b_c'.replace(/[-_](.)/g, function(m, c, i, s){ return c.toUpperCase() + i; }); });
// expect: "aB1C3"
t(function () { return 'x'.replace(/x/, '$'); });
// expect: "$"
t(function () { return 'x'.replace(/x/, '$0'); });
// expect: "$0"
t(function () { return 'x'.replace(/x/, '$$1'); });
// expect: "$1"
t(function () { return 'x'.replace(/(x)/, '$1$'); });
// expect: "x$"
t(function () { return 'xyz'.replace(/y/g, "$`|$'|$&"); });
// expect: "xx|z|yz"
t(function () { return 'aaa'.lastIndexOf('a', 1); });
// expect: 1
t(function () { return /[\u{61}-\u{63}]/u.test('b'); });
// expect: true
t(function () { return /\u0061/.test('a'); });
// expect: true
t(function () { return /a(?:b)?c/.exec('ac')[0]; });
// expect: "ac"
t(function () { return /^(?:\+|-)?\d+$/.test('-12'); });
// expect: true
t(function () { return /(?=a)*/.test('b'); });
// expect: true
t(function () { return /(?=a){2}/.test('a'); });
// expect: true
t(function () { return /x*y/.exec('xxxz'); });
// expect: null
t(function () { return /(x+x+)+y/.test('xxxxxxxxxx'); });
// expect: false
t(function () { return /(?:a+)+$/.test('aaaaaaaaaaaaaaaab'); });
// expect: false
t(function () { return /ß/i.test('ẞ'); });
// expect: false
t(function () { return /\w/i.test('ſ'); });
// expect: false
t(function () { return /[^a]/i.test('A'); });
// expect: false
t(function () { return /[A-z]/.test('_'); });
// expect: true
t(function () { return /a\sb/.test('a\u2003b'); });
// expect: true
t(function () { return /^\S+@\S+\.\S+$/.test('a@b.cd'); });
// expect: true
t(function () { return /[😀]/.test('😀'); });
// expect: true
t(function () { return /[😀]/u.exec('😀')[0].length; });
// expect: 2
t(function () { return /\ud83d/u.test('😀'); });
// expect: false
t(function () { return /😀{2}/u.test('😀😀'); });
// expect: true

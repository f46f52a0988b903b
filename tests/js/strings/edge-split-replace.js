// split, replace, search and match at their edges.
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
t(function () { return 'abc'.concat(1, null, undefined, {}, [1,2]); });
// expect: "abc1nullundefined[object Object]1,2"
t(function () { return 'abc'.concat('', ''); });
// expect: "abc"
t(function () { return ' \t\n\r\v\f\u00a0\ufeff\u2028\u2029\u3000x\u200b '.trim(); });
// expect: "x​"
t(function () { return '\u180e x'.trim(); });
// expect: "᠎ x"
t(function () { return ' x '.trimStart() + '|'; });
// expect: "x |"
t(function () { return ' x '.trimEnd() + '|'; });
// expect: " x|"
t(function () { return 'abc'.replace('b', '$$'); });
// expect: "a$c"
t(function () { return 'abc'.replace('b', '[$&]'); });
// expect: "a[b]c"
t(function () { return 'abc'.replace('b', "[$`]"); });
// expect: "a[a]c"
t(function () { return 'abc'.replace('b', "[$']"); });
// expect: "a[c]c"
t(function () { return 'abc'.replace('b', "[$1]"); });
// expect: "a[$1]c"
t(function () { return 'abc'.replace(/(b)/, "[$1$2$01$10$001]"); });
// expect: "a[b$2bb0$001]c"
t(function () { return 'abc'.replace(/b/, "[$1]"); });
// expect: "a[$1]c"
t(function () { return 'abc'.replace(/(b)(c)/, '$2$1$3'); });
// expect: "acb$3"
t(function () { return 'abcdefghijk'.replace(/(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)/, '$10-$1-$11-$00'); });
// expect: "j-a-a1-$00k"
t(function () { return 'abc'.replace('b', function () { return '$&'; }); });
// expect: "a$&c"
t(function () { return 'abc'.replace('', 'x'); });
// expect: "xabc"
t(function () { return 'abc'.replaceAll('', 'x'); });
// expect: "xaxbxcx"
t(function () { return ''.replaceAll('', 'x'); });
// expect: "x"
t(function () { return 'aaa'.replaceAll('a', function(m, p, s) { return m + p + s; }); });
// expect: "a0aaaa1aaaa2aaa"
t(function () { return 'aaa'.replaceAll('aa', 'b'); });
// expect: "ba"
t(function () { return 'aaa'.replaceAll(/a/g, 'b'); });
// expect: "bbb"
t(function () { return 'aaa'.replaceAll(/a/, 'b'); });
// expect: throws TypeError
t(function () { return 'abc'.replace('b'); });
// expect: "aundefinedc"
t(function () { return 'abc'.replace('b', undefined); });
// expect: "aundefinedc"
t(function () { return 'abc'.replace('b', null); });
// expect: "anullc"
t(function () { return 'abc'.replace(undefined, 'x'); });
// expect: "abc"
t(function () { return 'xundefinedx'.replace(undefined, 'y'); });
// expect: "xyx"
t(function () { return 'xnully'.replace(null, 'y'); });
// expect: "xyy"
t(function () { return 'abc'.search('b'); });
// expect: 1
t(function () { return 'abc'.search(/z/); });
// expect: -1
t(function () { return 'abc'.search(); });
// expect: 0
t(function () { return 'abcb'.search(/b/g); });
// expect: 1
t(function () { var r=/b/g; r.lastIndex=2; var a='abcb'.search(r); return [a, r.lastIndex]; });
// expect: [1, 2]
t(function () { return 'abc'.match(/z/g); });
// expect: null
t(function () { return 'abcabc'.match(/b/g); });
// expect: ["b", "b"]
t(function () { return 'abc'.match(/(?:)/g); });
// expect: ["", "", "", ""]
t(function () { return 'abc'.match(null); });
// expect: null
t(function () { var r=/b/g; r.lastIndex=2; var a='abcb'.match(r); return [a, r.lastIndex]; });
// expect: [["b", "b"], 0]
t(function () { var r=/b/y; var a=r.exec('abc'); return [a, r.lastIndex]; });
// expect: [null, 0]
t(function () { var r=/b/g; r.lastIndex='1'; var a=r.test('abc'); return [a, r.lastIndex]; });
// expect: [true, 2]
t(function () { var r=/b/; r.lastIndex=5; var a=r.test('abc'); return [a, r.lastIndex]; });
// expect: [true, 5]
t(function () { var r=/b/g; r.lastIndex=5; var a=r.test('abc'); return [a, r.lastIndex]; });
// expect: [false, 0]
t(function () { var r=/b/g; r.lastIndex=Infinity; var a=r.test('abc'); return [a, r.lastIndex]; });
// expect: [false, 0]
t(function () { var r=/b/gy; return ['bbab'.replace(r,'x'), r.lastIndex]; });
// expect: ["xxab", 0]
t(function () { var r=/b/y; return ['bbab'.replace(r,'x'), r.lastIndex]; });
// expect: ["xbab", 1]
t(function () { var r=/b/y; r.lastIndex=1; return ['bbab'.replace(r,'x'), r.lastIndex]; });
// expect: ["bxab", 2]
t(function () { var r=/a/g; r.lastIndex = {valueOf: function(){ return 1; }}; return [r.test('aab'), r.lastIndex]; });
// expect: [true, 2]

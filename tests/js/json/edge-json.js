// JSON at its edges.
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
t(function () { return JSON.stringify(undefined); });
// expect: undefined
t(function () { return JSON.stringify(function(){}); });
// expect: undefined
t(function () { return JSON.stringify(null); });
// expect: "null"
t(function () { return JSON.stringify(NaN); });
// expect: "null"
t(function () { return JSON.stringify(-0); });
// expect: "0"
t(function () { return JSON.stringify(Infinity); });
// expect: "null"
t(function () { return JSON.stringify('😀'); });
// expect: "\"😀\""
t(function () { return JSON.stringify('\ude00\ud83d'); });
// expect: "\"\\ude00\\ud83d\""
t(function () { return JSON.stringify("\b\f\t\r\x7f\x1f"); });
// expect: "\"\\b\\f\\t\\r\\u001f\""
t(function () { return JSON.stringify([undefined, function(){}, null, NaN]); });
// expect: "[null,null,null,null]"
t(function () { return JSON.stringify({a:undefined, b:function(){}, c:1}); });
// expect: "{\"c\":1}"
t(function () { return JSON.stringify({a:[{b:1}], c:{}}); });
// expect: "{\"a\":[{\"b\":1}],\"c\":{}}"
t(function () { return JSON.stringify({}); });
// expect: "{}"
t(function () { return JSON.stringify([]); });
// expect: "[]"
t(function () { return JSON.stringify({a:1,b:[1,2]}, null, 2); });
// expect: "{\n  \"a\": 1,\n  \"b\": [\n    1,\n    2\n  ]\n}"
t(function () { return JSON.stringify({a:1,b:[1,2],c:{},d:[]}, null, '--'); });
// expect: "{\n--\"a\": 1,\n--\"b\": [\n----1,\n----2\n--],\n--\"c\": {},\n--\"d\": []\n}"
t(function () { return JSON.stringify([1], null, 20); });
// expect: "[\n          1\n]"
t(function () { return JSON.stringify([1], null, 'abcdefghijklmnop'); });
// expect: "[\nabcdefghij1\n]"
t(function () { return JSON.stringify([1], null, 0); });
// expect: "[1]"
t(function () { return JSON.stringify([1], null, -5); });
// expect: "[1]"
t(function () { return JSON.stringify([1], null, 1.9); });
// expect: "[\n 1\n]"
t(function () { return JSON.stringify([1], null, ''); });
// expect: "[1]"
t(function () { return JSON.stringify([1], null, true); });
// expect: "[1]"
t(function () { return JSON.stringify([1], null, {}); });
// expect: "[1]"
t(function () { return JSON.stringify(true); });
// expect: "true"
t(function () { return JSON.stringify({1:1, b:2, 0:3}); });
// expect: "{\"0\":3,\"1\":1,\"b\":2}"
t(function () { return JSON.stringify([[[]]], null, 1); });
// expect: "[\n [\n  []\n ]\n]"
t(function () { return JSON.stringify({"":1, "\"":2}); });
// expect: "{\"\":1,\"\\\"\":2}"
t(function () { return JSON.stringify(/x/); });
// expect: "{}"
t(function () { return JSON.stringify(new Error('x')); });
// expect: "{}"
t(function () { return JSON.stringify(new Uint8Array([1,2])); });
// expect: "{\"0\":1,\"1\":2}"
t(function () { return JSON.stringify(Object.create({a:1})); });
// expect: "{}"
t(function () { return JSON.stringify({get a(){return 5}}); });
// expect: "{\"a\":5}"
t(function () { return JSON.stringify(1e21); });
// expect: "1e+21"
t(function () { return JSON.stringify(0.1); });
// expect: "0.1"
t(function () { return JSON.stringify(); });
// expect: undefined
t(function () { var a=[]; a[0]=a; return JSON.stringify(a); });
// expect: throws TypeError
t(function () { var a={}; a.x={y:a}; return JSON.stringify(a); });
// expect: throws TypeError
t(function () { var s={}; return JSON.stringify([s,s]); });
// expect: "[{},{}]"
t(function () { return JSON.parse('1'); });
// expect: 1
t(function () { return JSON.parse(' [1 , 2 ] '); });
// expect: [1, 2]
t(function () { return JSON.parse('{"a":1,"a":2}'); });
// expect: {a: 2}
t(function () { return JSON.parse('{"__proto__":5}'); });
// expect: {__proto__: 5}
t(function () { return Object.keys(JSON.parse('{"__proto__":5, "1":2, "0":3}')); });
// expect: ["0", "1", "__proto__"]
t(function () { return JSON.parse('-0'); });
// expect: -0
t(function () { return JSON.parse('-'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('01'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('1.'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('.5'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('1e5'); });
// expect: 100000
t(function () { return JSON.parse('1E+5'); });
// expect: 100000
t(function () { return JSON.parse('1e'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('+1'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('0x10'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('NaN'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('Infinity'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('undefined'); });
// expect: throws SyntaxError
t(function () { return JSON.parse(''); });
// expect: throws SyntaxError
t(function () { return JSON.parse(' '); });
// expect: throws SyntaxError
t(function () { return JSON.parse(); });
// expect: throws SyntaxError
t(function () { return JSON.parse(null); });
// expect: null
t(function () { return JSON.parse('"abc'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('"a\\u0041\\n\\/\\b"'); });
// expect: "aA\n/\b"
t(function () { return JSON.parse('"\\x41"'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('"\\u12"'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('"\\ud83d\\ude00"'); });
// expect: "😀"
t(function () { return JSON.parse('"\\ud83d"'); });
// expect: "\ud83d"
t(function () { return JSON.parse('"\n"'); });
// expect: throws SyntaxError
t(function () { return JSON.parse("'a'"); });
// expect: throws SyntaxError
t(function () { return JSON.parse('[1,]'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('[,1]'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('[1 2]'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('{"a":1,}'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('{a:1}'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('{"a" 1}'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('{"a":}'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('['); });
// expect: throws SyntaxError
t(function () { return JSON.parse('{'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('[1]]'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('1 2'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('\u00a01'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('\ufeff1'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('\t\n\r 1'); });
// expect: 1
t(function () { return JSON.parse('true') + JSON.parse('false') + JSON.parse('null'); });
// expect: 1
t(function () { return JSON.parse('tru'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('truex'); });
// expect: throws SyntaxError
t(function () { return JSON.parse('[[[[1]]]]'); });
// expect: [[[[1]]]]
t(function () { return JSON.parse('123456789012345678901234567890'); });
// expect: 1.2345678901234568e+29
t(function () { return JSON.parse('1e1000'); });
// expect: Infinity
t(function () { return JSON.parse('{"a":{"b":[1,{"c":null}]}}'); });
// expect: {a: {b: [1, {c: null}]}}
t(function () { return /a/.test('A'); });
// expect: false
t(function () { return /a/i.test('A'); });
// expect: true
t(function () { return /[a-z]+/i.exec('ABC')[0]; });
// expect: "ABC"
t(function () { return /^b/m.test('a\nb'); });
// expect: true
t(function () { return /a$/m.test('a\nb'); });
// expect: true
t(function () { return /a.b/.test('a\nb'); });
// expect: false
t(function () { return /a.b/s.test('a\nb'); });
// expect: true
t(function () { return /a.b/.test('a\u2028b'); });
// expect: false
t(function () { return /\d+/.exec('ab123')[0]; });
// expect: "123"
t(function () { return /(\d+)-(\d+)/.exec('a 12-34').slice(); });
// expect: ["12-34", "12", "34"]
t(function () { return /(?:a|b)+/.exec('abab')[0]; });
// expect: "abab"
t(function () { return /a{2}/.test('a'); });
// expect: false
